"""Operator commands: what signed-in staff type into a chat to run the platform."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from uuid import UUID

import msgspec

from wattos.access import Principal
from wattos.audit import record
from wattos.conversations.schemas import Emit, Question
from wattos.conversations.texts import localized
from wattos.database import tenant_scope
from wattos.delivery import Withheld, none_withheld
from wattos.errors import ConfigurationError, WattosError
from wattos.events import ProgressUpdated, TurnCompleted

logger = logging.getLogger(__name__)

PREFIXES = ("/wattos ", "/")

NOT_PERMITTED = {
    "de": "Dafür fehlt Ihnen das Recht `{permission}`.",
    "en": "You lack the permission `{permission}` for this.",
    "tr": "Bunun için `{permission}` izniniz yok.",
}
INTERRUPTED = {
    "de": "Der Befehl wurde unterbrochen. Bitte prüfen Sie mit `status`, wie weit er kam, und "
    "geben Sie ihn bei Bedarf erneut ein.",
    "en": "The command was interrupted. Check with `status` how far it came and type it again "
    "if needed.",
    "tr": "Komut yarıda kesildi. Nereye kadar geldiğini `status` ile kontrol edin ve gerekirse "
    "yeniden yazın.",
}
BROKEN = {
    "de": "Der Befehl ist fehlgeschlagen; der Fehler wurde protokolliert.",
    "en": "The command failed; the fault was logged.",
    "tr": "Komut başarısız oldu; hata kaydedildi.",
}

KINDS = {
    "invalid-input": {
        "de": "Mit dieser Eingabe geht das nicht.",
        "tr": "Bu girdiyle yapılamıyor.",
    },
    "not-permitted": {"de": "Dafür fehlt Ihnen das Recht.", "tr": "Bunun için izniniz yok."},
    "not-found": {"de": "Das gibt es hier nicht.", "tr": "Böyle bir şey burada yok."},
    "conflict": {
        "de": "Das passt nicht zum jetzigen Stand.",
        "tr": "Bu, şu anki durumla bağdaşmıyor.",
    },
    "too-large": {"de": "Das ist zu groß.", "tr": "Bu çok büyük."},
    "too-many-requests": {
        "de": "Das war zu oft; bitte später noch einmal.",
        "tr": "Çok sık denendi; lütfen daha sonra tekrar deneyin.",
    },
    "unavailable": {
        "de": "Ein Teil der Plattform antwortet gerade nicht.",
        "tr": "Platformun bir bölümü şu anda yanıt vermiyor.",
    },
    "internal": {"de": "Das hat nicht geklappt.", "tr": "Bu işe yaramadı."},
}
"""How an error without words of its own begins; English needs none."""

PrincipalOf = Callable[[UUID, UUID], Awaitable[Principal]]
"""The principal of a tenant's user with the rights of this moment: `(tenant_id, user_id)`."""


class CommandContext(msgspec.Struct, frozen=True, kw_only=True):
    """For whom a command runs; `arguments` is what stood after its name."""

    tenant_id: UUID
    principal: Principal
    conversation_id: UUID
    turn_id: UUID
    arguments: str
    language: str
    emit: Emit

    async def progress(self, message: str, done: int = 0, total: int | None = None) -> None:
        """Edit the command's one progress message."""
        await self.emit(ProgressUpdated(message=message, done=done, total=total))


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """A command that core or a plugin registers.

    `usage` is the name with its arguments ("crawl URL"), by language where these have words; a
    command whose usage is its name takes none. `permission` is asked of the person, None lets all
    staff run it. `run` returns the answer as Markdown; it is never repeated by itself, so long work
    belongs in a job with a key.
    """

    name: str
    description: dict[str, str]
    usage: str | dict[str, str]
    run: Callable[[CommandContext], Awaitable[str]]
    permission: str | None = None

    def usage_in(self, language: str) -> str:
        """The name with its arguments, for somebody who reads `language`."""
        return self.usage if isinstance(self.usage, str) else localized(self.usage, language)


class MatchedCommand:
    """A message that is a command, with the person who typed it."""

    def __init__(
        self, command: Command, arguments: str, question: Question, principal: Principal
    ) -> None:
        self._command = command
        self._arguments = arguments
        self._question = question
        self._principal = principal

    async def answer(self, emit: Emit) -> TurnCompleted:
        """Check the right, run the command, audit it; an error becomes the answer's text."""
        language = self._question.language or self._principal.language
        permission = self._command.permission
        if permission is not None and not self._principal.may(permission):
            await self._audit("denied")
            text = localized(NOT_PERMITTED, language).format(permission=permission)
            return TurnCompleted(text=text, language=language)
        if self._question.attempt > 1:
            return TurnCompleted(text=localized(INTERRUPTED, language), language=language)
        text, outcome = await self._run(emit, language)
        await self._audit(outcome)
        return TurnCompleted(text=text, language=language)

    async def _run(self, emit: Emit, language: str) -> tuple[str, str]:
        context = CommandContext(
            tenant_id=self._question.tenant_id,
            principal=self._principal,
            conversation_id=self._question.conversation_id,
            turn_id=self._question.turn_id,
            arguments=self._arguments,
            language=language,
            emit=emit,
        )
        try:
            return await self._command.run(context), "ok"
        except WattosError as error:
            return told(error, language), "failed"
        except Exception:
            logger.exception("command %s failed", self._command.name)
            return localized(BROKEN, language), "failed"

    async def _audit(self, outcome: str) -> None:
        async with tenant_scope(self._question.tenant_id):
            await record(
                "command.run",
                actor=self._principal.actor,
                resource="command",
                resource_id=self._command.name,
                outcome=outcome,
                detail={"conversation_id": self._question.conversation_id},
            )


def told(error: WattosError, language: str) -> str:
    """An error in the language of whoever typed the command.

    One that has no words of its own in it begins with what kind it is; its details follow as they
    are.
    """
    own = error.told.get(language[:2].lower())
    if own is not None:
        return own
    kind = next((KINDS[k.code] for k in type(error).__mro__ if getattr(k, "code", "") in KINDS), {})
    lead = kind.get(language[:2].lower())
    return str(error) if lead is None else f"{lead} ({error})"


class Commands:
    """The registered commands by name; `withheld` names those that a tenant has switched off."""

    def __init__(self, principal_of: PrincipalOf, withheld: Withheld = none_withheld) -> None:
        self._principal_of = principal_of
        self._withheld = withheld
        self._commands: dict[str, Command] = {}

    def add(self, commands: Iterable[Command]) -> None:
        """Register all of these commands or none.

        Raises ConfigurationError for a name that is taken.
        """
        added: dict[str, Command] = {}
        for command in commands:
            if command.name in self._commands or command.name in added:
                raise ConfigurationError("Two commands have one name.", given=command.name)
            added[command.name] = command
        self._commands.update(added)

    async def permitted(self, principal: Principal) -> list[Command]:
        """What `principal` may run, by name."""
        withheld = await self._withheld(principal.tenant_id)
        return [
            command
            for name, command in sorted(self._commands.items())
            if name not in withheld
            and (command.permission is None or principal.may(command.permission))
        ]

    async def match(self, question: Question) -> MatchedCommand | None:
        """The command in a message of signed-in staff; None when an agent should answer."""
        if question.user_id is None:
            return None
        found = self._parse(question.text)
        if found is None or found[0].name in await self._withheld(question.tenant_id):
            return None
        principal = await self._principal_of(question.tenant_id, question.user_id)
        return MatchedCommand(*found, question, principal)

    def _parse(self, text: str) -> tuple[Command, str] | None:
        """A registered first word is a command; "help me" is not, because `help` takes nothing.

        A lone `search` is one too: it says what it lacks.
        """
        prefix = next((p for p in PREFIXES if text.startswith(p)), "")
        name, _, arguments = text.removeprefix(prefix).strip().partition(" ")
        command = self._commands.get(name.lower())
        if command is None:
            return None
        takes_arguments = command.usage_in("en").strip() != command.name
        if arguments.strip() and not takes_arguments and not prefix:
            return None
        return command, arguments.strip()
