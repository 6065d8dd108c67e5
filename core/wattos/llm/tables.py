"""Tables of the model router."""

from __future__ import annotations

from piccolo.columns import UUID, Array, Boolean, Bytea, Integer, Numeric, Text, Timestamptz

from wattos.database import TenantTable


class LlmRoute(TenantTable, tablename="llm_route"):
    """A tenant's ordered models for a purpose; the purpose `*` stands for all others."""

    purpose = Text()
    models = Array(base_column=Text())
    """Names as "provider/model"; empty means the installation's default."""
    regions = Array(base_column=Text())
    """Where the data may go; empty means anywhere."""


class LlmProviderKey(TenantTable, tablename="llm_provider_key"):
    """A tenant's own access to a provider."""

    provider = Text()
    sealed = Bytea()
    """The key as `wattos.access.seal` leaves it; empty for a provider without one."""
    last_four = Text()
    address = Text()
    api_version = Text()
    region = Text()
    set_at = Timestamptz()
    set_by = Text()
    """Id of the user or service token."""


class LlmUsage(TenantTable, tablename="llm_usage"):
    """One attempt at one model, failed ones included."""

    purpose = Text()
    model = Text()
    agent_id = UUID(null=True, default=None)
    conversation_id = UUID(null=True, default=None)
    turn_id = UUID(null=True, default=None)
    user_id = UUID(null=True, default=None)
    input_tokens = Integer()
    output_tokens = Integer()
    estimated = Boolean()
    """True when the provider reported no tokens and they were estimated from the text."""
    cost_usd = Numeric(digits=(14, 8), null=True, default=None)
    """Null when no price is known for the model."""
    duration_ms = Integer()
    first_token_ms = Integer(null=True, default=None)
    outcome = Text()
    """`succeeded`, `failed:<reason>` or `cancelled`."""
