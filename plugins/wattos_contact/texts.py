"""The plugin's words to visitors and to the people who get the mail."""

from __future__ import annotations

from wattos.mail import Mail
from wattos_contact.contact import PassOn

DESCRIPTION = {
    "de": "Gibt eine Frage, die du nicht beantworten kannst, mit der Mailadresse oder "
    "Telefonnummer der Person an das zuständige Team weiter. Frage vorher, ob die Person das "
    "möchte.",
    "en": "Passes a question that you cannot answer on to the responsible team, with the person's "
    "mail address or phone number. Ask first whether the person wants that.",
}
OFFER = {
    "de": "Soll ich Ihre Frage an unser Team weitergeben? Dann schreiben Sie mir bitte Ihre "
    "Mailadresse oder Telefonnummer.",
    "en": "Shall I pass your question on to our team? Then please give me your e-mail address or "
    "phone number.",
    "tr": "Sorunuzu ekibimize ileteyim mi? Öyleyse lütfen e-posta adresinizi veya telefon "
    "numaranızı yazın.",
}
LABEL = {"de": "Frage weitergeben", "en": "Pass my question on", "tr": "Sorumu ilet"}
PASSED_ON = {
    "de": "Ich habe Ihre Frage weitergegeben. Unser Team meldet sich bei Ihnen.",
    "en": "I have passed your question on. Our team will get in touch with you.",
    "tr": "Sorunuzu ilettim. Ekibimiz sizinle iletişime geçecek.",
}

_SUBJECT = {"de": "Frage aus dem Chat", "en": "Question from the chat"}
_BODY = {
    "de": "Jemand hat im Chat eine Frage gestellt, die der Assistent nicht beantworten konnte.\n\n"
    "Frage:\n{question}\n\nKontakt:\n{contact}\n",
    "en": "Somebody asked a question in the chat that the assistant could not answer.\n\n"
    "Question:\n{question}\n\nContact:\n{contact}\n",
}


def compose(request: PassOn, *, recipient: str, language: str) -> Mail:
    """The mail to the team, in the organisation's language."""
    language = language if language in _SUBJECT else "en"
    contact = "\n".join(line for line in (request.name, request.email, request.phone) if line)
    return Mail(
        to=recipient,
        subject=_SUBJECT[language],
        text=_BODY[language].format(question=request.question, contact=contact),
        reply_to=request.email,
    )
