"""The words of the mail that brings a colleague's reply to a visitor."""

from __future__ import annotations

from wattos.mail import Mail

_SUBJECT = {
    "de": "Antwort auf Ihre Frage",
    "en": "The answer to your question",
    "tr": "Sorunuzun yanıtı",
}
_HELLO = {"de": "Guten Tag", "en": "Hello", "tr": "Merhaba"}
_TEXT = {
    "de": "{hello},\n\nSie haben uns im Chat gefragt:\n\n{question}\n\nUnsere Antwort:\n\n"
    "{text}\n\nFreundliche Grüße\n{organisation}\n\n-- \n"
    "Sie bekommen diese Mail, weil Sie im Chat eine Frage und Ihre Adresse hinterlassen haben.\n",
    "en": "{hello},\n\nyou asked us in the chat:\n\n{question}\n\nOur answer:\n\n{text}\n\n"
    "Kind regards\n{organisation}\n\n-- \n"
    "You get this mail because you left a question and your address in the chat.\n",
    "tr": "{hello},\n\nSohbette bize şunu sordunuz:\n\n{question}\n\nYanıtımız:\n\n{text}\n\n"
    "Saygılarımızla\n{organisation}\n\n-- \n"
    "Bu e-postayı, sohbette bir soru ve adresinizi bıraktığınız için alıyorsunuz.\n",
}


def compose(
    *, text: str, question: str, email: str, name: str, language: str | None, organisation: str
) -> Mail:
    """The reply with the question it answers, in the conversation's language if we speak it."""
    language = language if language in _TEXT else "en"
    hello = f"{_HELLO[language]} {name}" if name else _HELLO[language]
    quoted = "\n".join(f"> {line}" for line in question.splitlines())
    return Mail(
        to=email,
        subject=f"{_SUBJECT[language]} – {organisation}",
        text=_TEXT[language].format(
            hello=hello, question=quoted, text=text, organisation=organisation
        ),
        from_name=organisation,
    )
