"""The plugin's words to visitors and to the people who get the mail."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import formatdate

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


def compose(
    request: PassOn, *, sender: str, recipient: str, language: str, reference: str
) -> EmailMessage:
    """The mail to the team, in the organisation's language.

    `reference` becomes the Message-ID, so that a mail server or a reader recognises a repeat.
    """
    language = language if language in _SUBJECT else "en"
    contact = "\n".join(line for line in (request.name, request.email, request.phone) if line)
    message = EmailMessage()
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = _SUBJECT[language]
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = f"<{reference}@{sender.rpartition('@')[2].strip('> ')}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation notices to the sender
    if request.email is not None:
        message["Reply-To"] = request.email
    message.set_content(_BODY[language].format(question=request.question, contact=contact))
    return message
