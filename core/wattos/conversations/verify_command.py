"""The command `verify`: verified answers from a chat of staff."""

from __future__ import annotations

from uuid import UUID

from wattos.conversations.commands import Command, CommandContext
from wattos.conversations.texts import localized
from wattos.errors import InvalidInput
from wattos.verified import VerifiedAnswer, VerifiedAnswers, VerifiedContent, VerifiedFilter

_LISTED = 10
USAGE = {
    "de": "verify FRAGE = ANTWORT | list [WÖRTER] | expire ID | archive ID",
    "en": "verify QUESTION = ANSWER | list [WORDS] | expire ID | archive ID",
    "tr": "verify SORU = YANIT | list [KELİMELER] | expire ID | archive ID",
}

SAVED = {
    "de": "Geprüft und ab jetzt in Gebrauch: **{question}** (`{id}`)",
    "en": "Verified and in use from now on: **{question}** (`{id}`)",
    "tr": "Doğrulandı ve artık kullanılıyor: **{question}** (`{id}`)",
}
STOPPED = {
    "de": "Wird nicht mehr verwendet: **{question}** (`{id}`)",
    "en": "Not used any more: **{question}** (`{id}`)",
    "tr": "Artık kullanılmıyor: **{question}** (`{id}`)",
}
NONE = {
    "de": "Keine geprüften Antworten.",
    "en": "No verified answers.",
    "tr": "Doğrulanmış yanıt yok.",
}
BOTH_NEEDED = {
    "de": "Frage und Antwort fehlen. So geht es: {usage}",
    "en": "A question and its answer are needed: {usage}",
    "tr": "Soru ve yanıt gerekli: {usage}",
}
NO_ID = {
    "de": "Das ist keine Kennung; `verify list` zeigt sie.",
    "en": "This is no id; `verify list` shows it.",
    "tr": "Bu bir kimlik değil; `verify list` onu gösterir.",
}
STATES = {
    "active": {"de": "in Gebrauch", "en": "in use", "tr": "kullanımda"},
    "expired": {"de": "abgelaufen", "en": "expired", "tr": "süresi doldu"},
    "archived": {"de": "abgelegt", "en": "archived", "tr": "arşivlendi"},
}


def verify_command(verified: VerifiedAnswers) -> Command:
    """`verify QUESTION = ANSWER`, `verify list`, `verify expire ID`, `verify archive ID`."""

    async def run(context: CommandContext) -> str:
        word, _, rest = context.arguments.partition(" ")
        if word == "list":
            return await _listed(verified, context, rest.strip())
        if word in ("expire", "archive") and "=" not in rest:
            return await _stop(verified, context, word, rest.strip())
        return await _save(verified, context)

    return Command(
        name="verify",
        usage=USAGE,
        description={
            "de": "legt eine geprüfte Antwort an, zeigt sie oder nimmt sie aus dem Gebrauch",
            "en": "stores a verified answer, lists them or takes one out of use",
            "tr": "doğrulanmış yanıt ekler, listeler veya kullanımdan kaldırır",
        },
        permission="verified_answer:write",
        run=run,
    )


async def _save(verified: VerifiedAnswers, context: CommandContext) -> str:
    question, _, answer = context.arguments.partition("=")
    if not question.strip() or not answer.strip():
        raise InvalidInput(
            "A question and its answer are needed.",
            expected=USAGE["en"],
            told={
                language: text.format(usage=f"`{USAGE[language]}`")
                for language, text in BOTH_NEEDED.items()
            },
        )
    made = await verified.create(
        context.tenant_id,
        VerifiedContent(question=question.strip(), answer=answer.strip()),
        actor=context.principal.actor,
    )
    return localized(SAVED, context.language).format(question=made.question, id=made.id)


async def _listed(verified: VerifiedAnswers, context: CommandContext, words: str) -> str:
    chosen = VerifiedFilter(search=words or None)
    found = await verified.list(context.tenant_id, chosen, limit=_LISTED)
    lines = [_line(answer, context.language) for answer in found]
    return "\n".join(lines) or localized(NONE, context.language)


def _line(answer: VerifiedAnswer, language: str) -> str:
    state = localized(STATES[answer.state], language)
    return f"- **{answer.question}** ({state}, {answer.use_count}×) `{answer.id}`"


async def _stop(verified: VerifiedAnswers, context: CommandContext, word: str, given: str) -> str:
    try:
        answer_id = UUID(given.strip("`"))
    except ValueError:
        raise InvalidInput(
            "This is no id.", given=given, hint="`verify list` shows it.", told=NO_ID
        ) from None
    change = verified.expire if word == "expire" else verified.archive
    answer = await change(context.tenant_id, answer_id, actor=context.principal.actor)
    return localized(STOPPED, context.language).format(question=answer.question, id=answer.id)
