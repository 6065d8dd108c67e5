"""The permissions of the core rooms; plugins register theirs through `register_permissions`."""

from __future__ import annotations

from wattos.access.schemas import BuiltinRole, PermissionSpec

_OWNER: tuple[BuiltinRole, ...] = ()
"""The owner holds every permission, so nobody else is named."""
_ADMIN: tuple[BuiltinRole, ...] = ("admin",)
_EDITOR: tuple[BuiltinRole, ...] = ("admin", "editor")
_AGENT: tuple[BuiltinRole, ...] = ("admin", "editor", "agent")
_EVERYBODY: tuple[BuiltinRole, ...] = ("admin", "editor", "agent", "viewer")


def _spec(name: str, roles: tuple[BuiltinRole, ...], de: str, en: str) -> PermissionSpec:
    return PermissionSpec(name=name, roles=roles, de=de, en=en)


CORE_PERMISSIONS = (
    _spec("tenant:read", _EVERYBODY, "Organisation ansehen", "See the organisation"),
    _spec("tenant:write", _ADMIN, "Organisation ändern", "Change the organisation"),
    _spec(
        "retention:write",
        _OWNER,
        "Festlegen, wie lange Gespräche bleiben",
        "Set how long conversations are kept",
    ),
    _spec("user:read", _ADMIN, "Personen ansehen", "See people"),
    _spec("user:write", _ADMIN, "Personen anlegen und ändern", "Add and change people"),
    _spec("role:read", _ADMIN, "Rollen ansehen", "See roles"),
    _spec("role:write", _ADMIN, "Rollen anlegen und ändern", "Add and change roles"),
    _spec("team:read", _EVERYBODY, "Bereiche und Teams ansehen", "See areas and teams"),
    _spec("team:write", _ADMIN, "Bereiche und Teams ändern", "Change areas and teams"),
    _spec("service_token:read", _ADMIN, "Dienstschlüssel ansehen", "See service tokens"),
    _spec("service_token:write", _ADMIN, "Dienstschlüssel verwalten", "Manage service tokens"),
    _spec("audit:read", _ADMIN, "Protokoll lesen und prüfen", "Read and verify the audit log"),
    _spec("job:read", _AGENT, "Aufträge ansehen", "See jobs"),
    _spec("job:write", _EDITOR, "Aufträge starten und abbrechen", "Start and cancel jobs"),
    _spec(
        "knowledge:read", _EVERYBODY, "Wissen lesen und durchsuchen", "Read and search knowledge"
    ),
    _spec("knowledge:write", _EDITOR, "Wissen hinzufügen und löschen", "Add and delete knowledge"),
    _spec("verified_answer:read", _EVERYBODY, "Geprüfte Antworten ansehen", "See verified answers"),
    _spec(
        "verified_answer:write",
        _EDITOR,
        "Geprüfte Antworten schreiben",
        "Write verified answers",
    ),
    _spec("model:read", _ADMIN, "Modelle und Kosten ansehen", "See models and costs"),
    _spec("model:write", _ADMIN, "Modelle zuordnen", "Assign models"),
    _spec(
        "provider_key:write",
        _OWNER,
        "Schlüssel von Modellanbietern setzen",
        "Set keys of model providers",
    ),
    _spec("agent:read", _EVERYBODY, "Agenten ansehen", "See agents"),
    _spec(
        "agent:write", _EDITOR, "Agenten ändern und veröffentlichen", "Change and publish agents"
    ),
    _spec("character:read", _EVERYBODY, "Charaktere ansehen", "See characters"),
    _spec("character:write", _EDITOR, "Charaktere ändern", "Change characters"),
    _spec("conversation:read", _AGENT, "Gespräche lesen", "Read conversations"),
    _spec("conversation:write", _AGENT, "In Gesprächen antworten", "Answer in conversations"),
    _spec("artifact:read", _AGENT, "Anlagen ansehen", "See artifacts"),
    _spec("artifact:write", _AGENT, "Anlagen ändern", "Change artifacts"),
    _spec("analytics:read", _EVERYBODY, "Kennzahlen ansehen", "See figures"),
    _spec(
        "subject:export",
        _ADMIN,
        "Auskunft über gespeicherte Daten erteilen",
        "Export what is stored about a person",
    ),
    _spec(
        "subject:erase",
        _ADMIN,
        "Daten einer Person löschen",
        "Erase what is stored about a person",
    ),
    _spec("plugin:read", _ADMIN, "Erweiterungen ansehen", "See plugins"),
    _spec("plugin:write", _ADMIN, "Erweiterungen schalten", "Switch plugins"),
)
