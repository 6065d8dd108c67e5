"""The platform's own words to people, by language."""

from __future__ import annotations

from collections.abc import Mapping

ABSTAINED = {
    "de": "Dazu habe ich in den vorliegenden Quellen nichts gefunden.",
    "en": "I found nothing about that in the sources I have.",
    "tr": "Elimdeki kaynaklarda bununla ilgili bir bilgi bulamadım.",
}
STILL_READING = {
    "de": "_Gelesen sind bisher {read} von {total} Seiten; bald weiß ich mehr._",
    "en": "_I have read {read} of {total} pages so far; soon I will know more._",
    "tr": "_Şimdiye kadar {total} sayfadan {read} tanesini okudum; yakında daha fazlasını "
    "bileceğim._",
}
LIKELY_PAGE = {
    "de": "Am ehesten passt die Seite {page}.",
    "en": "The closest page is {page}.",
    "tr": "Konuya en yakın sayfa: {page}.",
}
ASK_AT = {
    "de": "Nachfragen können Sie hier: {ways}.",
    "en": "You can ask here: {ways}.",
    "tr": "Buradan sorabilirsiniz: {ways}.",
}
PHONE = {"de": "Telefon", "en": "phone", "tr": "telefon"}
CONTACT_QUERY = {
    "de": "Kontakt und Impressum: Telefon und E-Mail",
    "en": "Contact us: phone and e-mail",
    "tr": "İletişim: telefon ve e-posta",
}
OWN_QUERIES = {
    "contact": {
        "de": (
            "Impressum: Anschrift, Telefon und E-Mail",
            "So erreichen Sie uns: Kontakt, Telefon und E-Mail",
        ),
        "en": ("Imprint: address, phone and e-mail", "Contact us: address, phone and e-mail"),
        "tr": ("Künye: adres, telefon ve e-posta", "Bize ulaşın: adres, telefon ve e-posta"),
    },
    "way": {
        "de": ("Anfahrt: mit Bus, Bahn oder Auto zu uns, Parkplätze",),
        "en": ("How to get here: by bus, train or car, parking",),
        "tr": ("Ulaşım: otobüs, tren veya araba ile, otopark",),
    },
    "hours": {
        "de": ("So erreichen Sie uns: Kontakt und Öffnungszeiten",),
        "en": ("Contact us and opening hours",),
        "tr": ("Bize ulaşın: iletişim ve çalışma saatleri",),
    },
}
"""What finds the pages about the organisation itself, by what is asked; several where such pages
go by several names."""
WAY = {"de": "Anfahrt?", "en": "Directions: how to get here?", "tr": "Ulaşım: nasıl gelinir?"}
"""What pages call the answer to "Wie komme ich zu euch?"."""
HANDED_OVER = {
    "de": "Gern, ich habe einen Menschen dazugebeten. Bis jemand hier schreibt, schweige ich.",
    "en": "Of course, I have asked a person to join. Until somebody writes here, I keep silent.",
    "tr": "Elbette, bir insanı çağırdım. Biri buraya yazana kadar susuyorum.",
}
NOBODY_HERE = {
    "de": "Hier antwortet nur ein KI-Assistent.",
    "en": "Here only an AI assistant answers.",
    "tr": "Burada yalnızca bir yapay zekâ asistanı yanıt veriyor.",
}
ASK_DIFFERENTLY = {
    "de": "Vielleicht hilft es, die Frage mit anderen Worten zu stellen.",
    "en": "It may help to ask in other words.",
    "tr": "Soruyu başka sözcüklerle sormak yardımcı olabilir.",
}
UNSOURCED = {
    "de": "_Für diese Antwort habe ich keine Quelle gefunden._",
    "en": "_I found no source for this answer._",
    "tr": "_Bu yanıt için bir kaynak bulamadım._",
}
UNSUPPORTED = {
    "de": "_(in den Quellen nicht belegt)_",
    "en": "_(not supported by the sources)_",
    "tr": "_(kaynaklarda doğrulanmadı)_",
}
OUTCOME_UNKNOWN = {
    "de": "Ich weiß nicht, ob das geklappt hat, und versuche es deshalb nicht noch einmal. "
    "Bitte fragen Sie bei uns nach.",
    "en": "I do not know whether that worked, so I will not try it again. Please check with us.",
    "tr": "Bunun gerçekleşip gerçekleşmediğini bilmiyorum, bu yüzden tekrar denemeyeceğim. "
    "Lütfen bize sorun.",
}
TOOL_FAILED = {
    "de": "Das hat leider nicht geklappt.",
    "en": "Unfortunately that did not work.",
    "tr": "Maalesef bu gerçekleşmedi.",
}
NOT_PERMITTED = {
    "de": "Dafür fehlt die Berechtigung.",
    "en": "The permission for that is missing.",
    "tr": "Bunun için yetki yok.",
}
YES_PLEASE = {"de": "Ja, bitte.", "en": "Yes, please.", "tr": "Evet, lütfen."}
DECLINED = {
    "de": "In Ordnung. Kann ich sonst noch helfen?",
    "en": "All right. Is there anything else I can help with?",
    "tr": "Tamam. Başka bir konuda yardımcı olabilir miyim?",
}
LANGUAGE_NAMES = {
    "de": "German",
    "en": "English",
    "tr": "Turkish",
    "fr": "French",
    "it": "Italian",
    "es": "Spanish",
}


def say(texts: Mapping[str, str], language: str) -> str:
    """The text in the language asked for, else in English, else in whichever there is."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")
