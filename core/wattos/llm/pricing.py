"""What a call cost, from the bundled price list (genai-prices; it asks no network)."""

from __future__ import annotations

from decimal import Decimal

from wattos.llm.schemas import TokenCount

_LISTED = {"openai": "openai", "azure": "azure", "anthropic": "anthropic", "google": "google"}


def cost_usd(model: str, tokens: TokenCount, *, local: bool) -> Decimal | None:
    """US dollars of a call; 0 for a model of the installation, None when no price is known."""
    if local:
        return Decimal(0)
    prefix, _, name = model.partition("/")
    if prefix == "litellm":
        prefix, _, name = name.partition("/")
    # Loading the list takes half a second: only when there is something to price.
    from genai_prices import Usage, calc_price

    counted = Usage(input_tokens=tokens.input_tokens, output_tokens=tokens.output_tokens)
    try:
        return calc_price(counted, model_ref=name, provider_id=_LISTED.get(prefix)).total_price
    except LookupError:
        return None
