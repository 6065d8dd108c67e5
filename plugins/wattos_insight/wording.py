"""What customer intelligence says to people, in German, English and Turkish."""

from __future__ import annotations

import re
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
    "gaps": {
        "de": "Lücken werden gesucht",
        "en": "Looking for gaps",
        "tr": "Eksikler aranıyor",
    },
    "criterion": {
        "de": "Anfragen, die weder der eigenen Website noch anderen Anfragen nahekommen (mehr als "
        "1,75 Standardabweichungen unter dem Üblichen), bleiben ohne Gruppe: Grüße, Werbung, "
        "Fremdes. Eine Gruppe ist, worin zwei Verfahren über zehn Stichproben von 80 % meist "
        "übereinstimmen. Für jede Gruppenzahl werden Silhouette und Übereinstimmung mit zehn "
        "weiteren Stichproben gerechnet; gewählt ist die Zahl mit dem größten Produkt. Gruppen "
        "mit weniger als drei Dokumenten oder einer Beständigkeit unter 0,4 werden aufgelöst; "
        "zwischen 0,4 und 0,6 ist offen, wer dazugehört, und Seiten, die die meisten Stichproben "
        "nicht dazuzählen, verlassen sie. "
        "Anfragen zählen dreifach, unbeantwortete viereinhalbfach.",
        "en": "Requests that come near neither your own material nor other requests (more than "
        "1.75 standard deviations below what is usual) stay without a group: greetings, spam, "
        "what strayed in. A group is what two methods mostly agree on over ten samples of 80 %. "
        "For each number of groups, silhouette and agreement with ten more samples are computed, "
        "and the number with the largest product is taken. Groups with fewer than three documents "
        "or a stability under 0.4 are dissolved; between 0.4 and 0.6 it is open who belongs to a "
        "group, and pages that most samples do not count in leave it. Requests count three times, "
        "unanswered ones 4.5 times.",
        "tr": "Ne kurumun kendi içeriğine ne de başka taleplere yaklaşan talepler (olağanın 1,75 "
        "standart sapmadan fazla altında) grupsuz kalır: selamlar, reklamlar, konu dışı yazılar. "
        "Grup, iki yöntemin %80'lik on örneklemde çoğunlukla birleştiği şeydir. Her grup sayısı "
        "için silüet ve on başka örneklemle uyum hesaplanır; çarpımı en büyük sayı seçilir. Üçten "
        "az belgeli ya da kararlılığı 0,4'ün altındaki gruplar dağıtılır; 0,4 ile 0,6 arasında "
        "kimin gruba ait olduğu belirsizdir ve örneklemlerin çoğunun saymadığı sayfalar çıkarılır. "
        "Talepler üç kat, yanıtsız kalanlar dört buçuk kat sayılır.",
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
        "{asks} {first} Wenn die Quellen nichts hergeben, sag es und biete an, die Frage "
        "weiterzugeben. Schließe nie aus Namen oder Sprache, wer jemand ist.",
        "en": "You advise for {organisation}: {group}. Answer from the sources only and name them. "
        "{asks} {first} When the sources say nothing, say so and offer to pass the question on. "
        "Never conclude from a name or language who somebody is.",
        "tr": "{organisation} adına danışmanlık yapıyorsun: {group}. Yalnızca kaynaklardan yanıt "
        "ver ve kaynakları belirt. {asks} {first} Kaynaklarda bilgi yoksa bunu söyle ve soruyu "
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
    "greeting_informal": {
        "de": "Hallo! Ich bin ein KI-Assistent und helfe dir bei Fragen zu: {topic}.",
        "en": "Hi! I am an AI assistant and help you with questions about: {topic}.",
        "tr": "Selam! Ben bir yapay zekâ asistanıyım, şu konularda sana yardımcı olurum: {topic}.",
    },
    "first": {
        "de": "Zuerst gelten diese Quellen: {titles}.",
        "en": "These sources come first: {titles}.",
        "tr": "Önce şu kaynaklar geçerli: {titles}.",
    },
    "astray": {
        "de": "Fragen zu einem fremden Thema, aus den eigenen Quellen beantwortet: {count}.",
        "en": "Questions on another topic that were answered from its own sources: {count}.",
        "tr": "Başka bir konudaki, kendi kaynaklarından yanıtlanan soru sayısı: {count}.",
    },
    "not_refused": {
        "de": "Fragen, auf die keine Quelle antwortet und die nicht abgelehnt wurden: {count}.",
        "en": "Questions that no source answers and that were not refused: {count}.",
        "tr": "Hiçbir kaynağın yanıtlamadığı ama geri çevrilmeyen soru sayısı: {count}.",
    },
    "few_answers": {
        "de": "Aus einer Quelle, in der die Antwort steht, wurden zu wenige Testfragen "
        "beantwortet: {cited} von {asked}.",
        "en": "Too few test questions were answered from a source that holds the answer: "
        "{cited} of {asked}.",
        "tr": "{asked} test sorusundan yalnızca {cited} tanesi yanıtı içeren bir kaynaktan "
        "yanıtlandı.",
    },
    "no_questions": {
        "de": "Ihre Seiten und Dateien beantworten noch keine Frage dieser Gruppe. Was gefragt "
        "wird, zeigen die Belege; ergänzen Sie dazu eine Seite oder eine geprüfte Antwort.",
        "en": "Your pages and files do not answer any question of this group yet. The evidence "
        "shows what is asked; add a page or a verified answer about it.",
        "tr": "Sayfalarınız ve dosyalarınız bu grubun hiçbir sorusunu henüz yanıtlamıyor. Neyin "
        "sorulduğunu kanıtlar gösteriyor; bununla ilgili bir sayfa ya da onaylı yanıt ekleyin.",
    },
    "lost_support": {
        "de": "Die Quellen stützen diese Zielgruppe nicht mehr.",
        "en": "The sources no longer support this target group.",
        "tr": "Kaynaklar artık bu hedef grubu desteklemiyor.",
    },
}
LANGUAGES: Final = ("de", "en", "tr")
_QUOTES: Final = {"de": "„{}“", "en": "“{}”", "tr": "“{}”"}
_MARKED: Final = re.compile(r"[„“”\"»«]([^„“”\"»«]+)[“”\"«»]")
_WITHIN: Final = {"de": ("‚", "‘"), "en": ("‘", "’")}


def quoted(text: str, language: str) -> str:
    """The text between the quotation marks of `language`; marks within it are single ones."""
    opening, closing = _WITHIN["de" if language == "de" else "en"]
    within = _MARKED.sub(rf"{opening}\1{closing}", text)
    return _QUOTES.get(language, _QUOTES["en"]).format(within)


def say(key: str, language: str, **values: object) -> str:
    """The text `key` in `language`, in English where it is not written in that language."""
    texts = _TEXTS[key]
    return texts.get(language, texts["en"]).format(**values)
