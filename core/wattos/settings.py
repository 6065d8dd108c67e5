"""Every setting of an installation, read once from the environment.

No model name is written anywhere else; no secret is ever shown by `repr`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from wattos.errors import ConfigurationError

Network = IPv4Network | IPv6Network


class Secret(msgspec.Struct, frozen=True):
    """A value that must not appear in logs, errors or `repr`."""

    value: str

    def reveal(self) -> str:
        """The value itself; call it only where it is handed to the provider."""
        return self.value

    def __repr__(self) -> str:
        return "Secret('…')"

    def __str__(self) -> str:
        return "…"


class SmtpSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The mail server for outgoing mail; mail is off while `host` is empty."""

    host: str = ""
    port: int = 587
    user: str = ""
    password: Secret | None = None
    sender: str = ""
    start_tls: bool = True
    """Whether a server that cannot encrypt is refused (`SMTP_START_TLS`); one on this machine is
    not: there is no network in between."""


class DocumentLimits(msgspec.Struct, frozen=True, kw_only=True):
    """What reading one document may cost; whoever parses strangers' files keeps to it."""

    max_pages: int = 2_000
    """Pages of a PDF, slides of a presentation (`WATTOS_MAX_DOCUMENT_PAGES`)."""
    max_cells: int = 500_000
    """Filled cells of a workbook (`WATTOS_MAX_DOCUMENT_CELLS`)."""
    max_unpacked_bytes: int = 300_000_000
    """What an archive such as DOCX may hold unpacked (`WATTOS_MAX_UNPACKED_BYTES`)."""
    max_text_bytes: int = 200_000_000
    """Text and structure read from one file (`WATTOS_MAX_TEXT_BYTES`)."""
    memory_bytes: int = 2_000_000_000
    """Address space of a parsing process (`WATTOS_DOCUMENT_MEMORY_BYTES`)."""
    seconds: int = 60
    """How long reading may take (`WATTOS_DOCUMENT_SECONDS`)."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator configured; sizes are bytes, times seconds."""

    database_url: Secret | None = None
    """PostgreSQL as the application role (`DATABASE_URL`); None means the embedded server."""
    owner_database_url: Secret | None = None
    """The same database as its owner, for migrations (`OWNER_DATABASE_URL`)."""
    redis_url: Secret | None = None
    """Valkey or Redis (`REDIS_URL`); None means the embedded server."""
    data_dir: Path | None = None
    """Where the embedded data lie (`WATTOS_DATA_DIR`); None means the default of the platform."""
    manifest: Path | None = None
    """The installation's own plugin_manifest.toml (`WATTOS_MANIFEST`)."""
    secret_key: Secret | None = None
    """Signs tokens (`WATTOS_SECRET_KEY`); made and kept in the data folder when not set."""
    public_url: str = ""
    """Where people reach this installation (`WATTOS_PUBLIC_URL`), without a trailing slash."""
    vector_store_type: str = "pgvector"
    """Name of the registered vector store (`VECTOR_STORE_TYPE`)."""
    embedder: str = "offline/e5-small"
    """Name of the registered embedder (`WATTOS_EMBEDDER`)."""
    second_embedder: str = "offline/use"
    """A fast embedder for grouping, beside the first (`WATTOS_SECOND_EMBEDDER`); empty for none."""
    allowed_networks: tuple[Network, ...] = ()
    """Private networks that outgoing requests may reach (`WATTOS_ALLOWED_NETWORKS`)."""
    openai_api_key: Secret | None = None
    openai_base_url: str = "https://api.openai.com/v1"
    anthropic_api_key: Secret | None = None
    azure_openai_api_key: Secret | None = None
    azure_openai_endpoint: str = ""
    azure_openai_api_version: str = "2025-04-01-preview"
    google_api_key: Secret | None = None
    ollama_base_url: str = ""
    models: dict[str, tuple[str, ...]] = {}
    """Ordered models by purpose (`WATTOS_MODELS_<PURPOSE>`, comma-separated `provider/model`)."""
    model_regions: dict[str, str] = {}
    """Where models run (`WATTOS_MODEL_REGIONS`: `openai=us,azure/my-deployment=eu`)."""
    smtp: SmtpSettings = SmtpSettings()
    max_document_bytes: int = 50_000_000
    """Largest upload or page (`WATTOS_MAX_DOCUMENT_BYTES`)."""
    document_limits: DocumentLimits = DocumentLimits()
    time_zone: str = "Europe/Berlin"
    """IANA zone of tenants whose settings name no `time_zone` (`WATTOS_TIME_ZONE`)."""
    region: str = "DE"
    """ISO 3166 region, such as `DE-BW`, whose public holidays hold (`WATTOS_REGION`)."""
    kept_days: int = 30
    """How long finished jobs, answered and sent messages stay, 8 at least (`WATTOS_KEPT_DAYS`)."""
    watch_folder: Path | None = None
    """Holds a folder a tenant (its slug); files there become documents (`WATTOS_WATCH_FOLDER`)."""


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in `environ` (default: the process's); names every fault at once.

    Raises `ConfigurationError`.
    """
    reader = _Reader(os.environ if environ is None else environ)
    settings = Settings(
        database_url=reader.secret("DATABASE_URL"),
        owner_database_url=reader.secret("OWNER_DATABASE_URL"),
        redis_url=reader.secret("REDIS_URL"),
        data_dir=reader.path("WATTOS_DATA_DIR"),
        manifest=reader.path("WATTOS_MANIFEST"),
        secret_key=reader.secret("WATTOS_SECRET_KEY"),
        public_url=reader.text("WATTOS_PUBLIC_URL").rstrip("/"),
        vector_store_type=reader.text("VECTOR_STORE_TYPE", "pgvector"),
        embedder=reader.text("WATTOS_EMBEDDER", "offline/e5-small"),
        second_embedder=reader.text("WATTOS_SECOND_EMBEDDER", "offline/use"),
        allowed_networks=reader.networks("WATTOS_ALLOWED_NETWORKS"),
        openai_api_key=reader.secret("OPENAI_API_KEY"),
        openai_base_url=reader.text("OPENAI_BASE_URL", "https://api.openai.com/v1").rstrip("/"),
        anthropic_api_key=reader.secret("ANTHROPIC_API_KEY"),
        azure_openai_api_key=reader.secret("AZURE_OPENAI_API_KEY"),
        azure_openai_endpoint=reader.text("AZURE_OPENAI_ENDPOINT").rstrip("/"),
        azure_openai_api_version=reader.text("AZURE_OPENAI_API_VERSION", "2025-04-01-preview"),
        google_api_key=reader.secret("GOOGLE_API_KEY"),
        ollama_base_url=reader.text("OLLAMA_BASE_URL").rstrip("/"),
        models=reader.models("WATTOS_MODELS_"),
        model_regions=reader.pairs("WATTOS_MODEL_REGIONS"),
        smtp=SmtpSettings(
            host=reader.text("SMTP_HOST"),
            port=reader.integer("SMTP_PORT", 587),
            user=reader.text("SMTP_USER"),
            password=reader.secret("SMTP_PASSWORD"),
            sender=reader.text("SMTP_FROM"),
            start_tls=reader.flag("SMTP_START_TLS", default=True),
        ),
        max_document_bytes=reader.integer("WATTOS_MAX_DOCUMENT_BYTES", 50_000_000),
        document_limits=_document_limits(reader),
        time_zone=reader.zone("WATTOS_TIME_ZONE", "Europe/Berlin"),
        region=reader.text("WATTOS_REGION", "DE"),
        kept_days=reader.integer("WATTOS_KEPT_DAYS", 30, at_least=8),
        watch_folder=reader.path("WATTOS_WATCH_FOLDER"),
    )
    reader.raise_faults()
    return settings


def _document_limits(reader: _Reader) -> DocumentLimits:
    usual = DocumentLimits()
    return DocumentLimits(
        max_pages=reader.integer("WATTOS_MAX_DOCUMENT_PAGES", usual.max_pages),
        max_cells=reader.integer("WATTOS_MAX_DOCUMENT_CELLS", usual.max_cells),
        max_unpacked_bytes=reader.integer("WATTOS_MAX_UNPACKED_BYTES", usual.max_unpacked_bytes),
        max_text_bytes=reader.integer("WATTOS_MAX_TEXT_BYTES", usual.max_text_bytes),
        memory_bytes=reader.integer("WATTOS_DOCUMENT_MEMORY_BYTES", usual.memory_bytes),
        seconds=reader.integer("WATTOS_DOCUMENT_SECONDS", usual.seconds),
    )


class _Reader:
    """Reads typed values and gathers the faults, so that all are told at once."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._faults: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        return self._environ.get(name, "").strip() or default

    def secret(self, name: str) -> Secret | None:
        value = self.text(name)
        return Secret(value) if value else None

    def path(self, name: str) -> Path | None:
        value = self.text(name)
        return Path(value).expanduser().resolve() if value else None

    def zone(self, name: str, default: str) -> str:
        value = self.text(name, default)
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            self._faults.append(f"{name}: {value!r} is no IANA time zone")
            return default
        return value

    def integer(self, name: str, default: int, *, at_least: int = 0) -> int:
        value = self.text(name)
        if value and not value.isdecimal():
            self._faults.append(f"{name}: expected a whole number")
            return default
        if value and int(value) < at_least:
            self._faults.append(f"{name}: expected {at_least} or more")
        return int(value) if value else default

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name).lower()
        if value and value not in {"0", "1", "true", "false", "yes", "no"}:
            self._faults.append(f"{name}: expected 1 or 0")
        return value in {"1", "true", "yes"} if value else default

    def networks(self, name: str) -> tuple[Network, ...]:
        found: list[Network] = []
        for part in self.text(name).split(","):
            try:
                if part.strip():
                    found.append(ip_network(part.strip()))
            except ValueError as error:
                self._faults.append(f"{name}: {error}")
        return tuple(found)

    def models(self, prefix: str) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name, value in self._environ.items():
            if not name.startswith(prefix):
                continue
            models = tuple(part.strip() for part in value.split(",") if part.strip())
            self._faults += [f"{name}: {m!r} is not provider/model" for m in models if "/" not in m]
            found[name.removeprefix(prefix).lower()] = models
        return found

    def pairs(self, name: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for part in filter(None, (part.strip() for part in self.text(name).split(","))):
            key, separator, value = (piece.strip() for piece in part.partition("="))
            if not (key and separator and value):
                self._faults.append(f"{name}: {part!r} is not name=value")
            found[key] = value
        return found

    def raise_faults(self) -> None:
        if self._faults:
            raise ConfigurationError(
                "Some settings cannot be read: " + "; ".join(self._faults) + ".",
                hint="Correct these environment variables and start again.",
            )
