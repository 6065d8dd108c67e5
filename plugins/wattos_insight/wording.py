"""What customer intelligence says to people, in German, English and Turkish."""

from __future__ import annotations

from typing import Final

_TEXTS: Final[dict[str, dict[str, str]]] = {
    "reading": {
        "de": "Quellen werden gelesen",
        "en": "Reading the sources",
        "tr": "Kaynaklar okunuyor",
    },
    "grouping": {
        "de": "Anliegen werden gruppiert",
        "en": "Grouping needs",
        "tr": "İhtiyaçlar gruplandırılıyor",
    },
    "naming": {
        "de": "Zielgruppen werden benannt",
        "en": "Naming target groups",
        "tr": "Hedef gruplar adlandırılıyor",
    },
    "agent": {
        "de": "Agent wird erstellt und geprüft: {name}",
        "en": "Making and testing the agent: {name}",
        "tr": "Temsilci oluşturuluyor ve sınanıyor: {name}",
    },
    "done": {"de": "Fertig", "en": "Done", "tr": "Bitti"},
    "importing": {
        "de": "Anfragen werden übernommen",
        "en": "Importing requests",
        "tr": "Talepler aktarılıyor",
    },
    "agent_name": {"de": "Auskunft: {topic}", "en": "Advice: {topic}", "tr": "Danışma: {topic}"},
    "instructions": {
        "de": "Du berätst für {organisation}: {group}. Antworte nur aus den Quellen und nenne sie. "
        "{asks} {style} Wenn die Quellen nichts hergeben, sag es und biete an, die Frage "
        "weiterzugeben. Schließe nie aus Namen oder Sprache, wer jemand ist.",
        "en": "You advise for {organisation}: {group}. Answer from the sources only and name them. "
        "{asks} {style} When the sources say nothing, say so and offer to pass the question on. "
        "Never conclude from a name or language who somebody is.",
        "tr": "{organisation} adına danışmanlık yapıyorsun: {group}. Yalnızca kaynaklardan yanıt "
        "ver ve kaynakları belirt. {asks} {style} Kaynaklarda bilgi yoksa bunu söyle ve soruyu "
        "iletmeyi öner. Addan ya da dilden kişinin kim olduğu sonucunu çıkarma.",
    },
    "asks": {
        "de": "Wichtig ist den Menschen: {goals}.",
        "en": "What matters to them: {goals}.",
        "tr": "Onlar için önemli olan: {goals}.",
    },
    "greeting": {
        "de": "Guten Tag! Ich bin ein KI-Assistent und helfe bei Fragen zu: {topic}.",
        "en": "Hello! I am an AI assistant and help with questions about: {topic}.",
        "tr": "Merhaba! Ben bir yapay zekâ asistanıyım ve şu konularda yardımcı olurum: {topic}.",
    },
    "few_answers": {
        "de": "Nur {cited} von {asked} Testfragen wurden aus den erwarteten Quellen beantwortet.",
        "en": "Only {cited} of {asked} test questions were answered from the expected sources.",
        "tr": "{asked} test sorusundan yalnızca {cited} tanesi beklenen kaynaklardan yanıtlandı.",
    },
    "no_questions": {
        "de": "Aus den Belegen ließen sich keine Testfragen bilden.",
        "en": "No test questions could be made from the evidence.",
        "tr": "Kanıtlardan test sorusu oluşturulamadı.",
    },
    "lost_support": {
        "de": "Die Quellen stützen diese Zielgruppe nicht mehr.",
        "en": "The sources no longer support this target group.",
        "tr": "Kaynaklar artık bu hedef grubu desteklemiyor.",
    },
}
LANGUAGES: Final = ("de", "en", "tr")


def say(key: str, language: str, **values: object) -> str:
    """The text `key` in `language`, in English where it is not written in that language."""
    texts = _TEXTS[key]
    return texts.get(language, texts["en"]).format(**values)
