"""What a group or persona must never be: origin, religion, health and the other special categories.

GDPR Article 9 names them. Pages about such matters exist and are read, but people are described
by what they need. A phrase that touches a special category is put neutrally where that is possible
(the office for foreigners becomes residence matters), and is not used where it is not.
"""

from __future__ import annotations

import re
from typing import Final

from wattos_insight.text import lower

_SENSITIVE: Final = re.compile(
    # origin, nationality, ethnicity
    r"ausländ|auslaend|migrant|migration|integration|flüchtl|fluechtl|geflüchtet|asyl|herkunft|staatsangehör"
    r"|nationalität|ethni|\brass(e|is)|abstammung|einwander|zuwander|spätaussied|muttersprach"
    r"|foreigner|\baliens?\b|immigra|refugee|asylum|nationalit|citizenship|ethnic|origin\b|\brac(e|ial)\b"
    r"|yabancı|göçmen|mülteci|sığınmac|uyruk|vatandaşlı|etnik|köken"
    r"|\b(türk|deutsch|syr|ukrain|russ|pol|arab|kurd|roma\b|sinti)(e|en|er|in|innen|isch\w*|ische\w*)?\b"
    r"|\b(turk(s|ish)?|germans?|syrians?|ukrainians?|russians?|poles|arabs?|kurds?)\b"
    # religion, belief, politics, unions
    r"|religi|konfession|kirche\b|kirchen(gemeind|steuer|austritt)|kirchlich|moschee|synagog|christ(en|lich|ian)|muslim|islam|jüdisch|\bjud(e|en)\b|jewish|buddhis|hindu"
    r"|church|mosque|cami\b|kilise|inanç|hristiyan|weltanschau|parteimitglied|gewerkschaft|trade union|sendika"
    # health, disability, sex life
    r"|gesundheit|krank|patient|\b(arzt|ärzt)|medizin|\bimpf|diagnos|therap|behinder|psych|\bsucht|drogen"
    r"|\bpflege(?!hinweis|anleit|mittel|leicht|produkt|set|tipp)"
    r"|schwanger|allergi|\bblinde|gehörlos|demenz|masern|health|illness|disease|disab|medical|doctor|vaccin|pregnan"
    r"|sağlık|hasta|engelli|doktor|hamile|bakım evi|sexuell|sexual|homosex|lesb|schwul|\bgay\b|\bqueer\b|cinsel"
    # genetic and biometric data, criminal convictions (Article 10)
    r"|genetisch|biometri|fingerabdr|fingerprint|straftat|vorstraf|criminal|sabıka"
)
_NEUTRAL: Final = {
    "de": (
        (r"ausländer\w*|migration\w*|asyl\w*|staatsangehörig\w*|einbürger\w*", "Aufenthaltsfragen"),
        (r"integration\w*( und (?=sprachkurse?))?", ""),
        (r"pflege\w*|schwerbehinder\w*|behinder\w*", "Hilfe im Alltag"),
    ),
    "en": (
        (
            r"foreigners?('|’)?( office| authority)?|immigration( office)?|citizenship",
            "residence matters",
        ),
        (r"disab\w+( \w+)?|care (advice|support)", "everyday support"),
    ),
    "tr": ((r"yabancılar( dairesi)?|göçmen\w*|vatandaşlı\w*", "ikamet işleri"),),
}


def is_sensitive(text: str) -> bool:
    """Whether `text` speaks of a special category of personal data."""
    return bool(_SENSITIVE.search(lower(text)))


def neutral(text: str, language: str) -> str | None:
    """`text` put without a special category, or None where that is not possible."""
    if not is_sensitive(text):
        return text
    for pattern, replacement in _NEUTRAL.get(language, ()):
        if re.search(pattern, lower(text)):
            rest = re.sub(pattern, replacement, text, flags=re.IGNORECASE).strip(" ,-–")
            candidate = rest if replacement == "" or rest == replacement else replacement
            return candidate if candidate and not is_sensitive(candidate) else None
    return None
