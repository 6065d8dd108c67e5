"""Why a page was not taken: a code for programs, a sentence in German and English for people."""

from __future__ import annotations

from typing import Final

EXPLANATIONS: Final[dict[str, dict[str, str]]] = {
    "robots": {
        "de": "Die robots.txt der Website schließt diese Seite aus.",
        "en": "The site's robots.txt excludes this page.",
    },
    "robots-unavailable": {
        "de": "Die robots.txt war nicht abrufbar; ohne sie wird nichts gelesen.",
        "en": "The robots.txt could not be fetched; without it nothing is read.",
    },
    "noindex": {
        "de": "Die Seite bittet darum, nicht aufgenommen zu werden (noindex).",
        "en": "The page asks not to be indexed (noindex).",
    },
    "not-chosen": {
        "de": "Die Muster in den Einstellungen schließen diese Adresse aus.",
        "en": "The patterns in the settings leave this address out.",
    },
    "other-language": {
        "de": "Die Seite ist in einer Sprache, die nicht gewünscht ist.",
        "en": "The page is in a language that is not wanted.",
    },
    "outside": {
        "de": "Die Seite leitet auf eine andere Website weiter, die nicht freigegeben ist.",
        "en": "The page redirects to another site that was not allowed.",
    },
    "page-limit": {
        "de": "Die Höchstzahl der Seiten war erreicht.",
        "en": "The page limit was reached.",
    },
    "too-deep": {
        "de": "Die Seite liegt mehr Klicks von der Startseite entfernt, als eingestellt ist.",
        "en": "The page is more clicks away from the start page than the crawl may go.",
    },
    "same-address": {
        "de": "Die Seite leitet auf eine schon gelesene Seite weiter.",
        "en": "The page redirects to one that was already read.",
    },
    "same-content": {
        "de": "Derselbe Inhalt steht schon unter einer anderen Adresse.",
        "en": "The same content was already found at another address.",
    },
    "canonical": {
        "de": "Die Seite nennt eine andere Adresse als maßgeblich.",
        "en": "The page names another address as the authoritative one.",
    },
    "trap": {
        "de": "Seiten dieser Art unterscheiden sich nur in Zahlen oder Daten, ohne Ende.",
        "en": "Pages of this kind differ in numbers or dates only, without an end.",
    },
    "unlinked": {
        "de": "Keine Seite der Website verweist mehr hierher.",
        "en": "No page of the site links here any more.",
    },
    "left-site": {
        "de": "Die Website führt diese Seite seit zwei Durchgängen nicht mehr.",
        "en": "The site has not led to this page for two crawls.",
    },
    "moved": {
        "de": "Die Adresse leitet auf eine neue weiter.",
        "en": "The address redirects to a new one.",
    },
    "media-type": {
        "de": "Dieses Format enthält keinen lesbaren Text oder wird nicht unterstützt.",
        "en": "This format holds no readable text or is not supported.",
    },
    "too-large": {
        "de": "Die Datei ist größer als erlaubt.",
        "en": "The file is larger than allowed.",
    },
    "empty": {
        "de": "Die Seite enthält keinen Text.",
        "en": "The page holds no text.",
    },
    "needs-browser": {
        "de": "Die Seite braucht JavaScript, und es ist kein Chromium installiert.",
        "en": "The page needs JavaScript, and no Chromium is installed.",
    },
    "not-found": {
        "de": "Die Seite gibt es nicht (mehr).",
        "en": "The page does not exist (any more).",
    },
    "forbidden": {
        "de": "Die Website verweigert den Zugriff.",
        "en": "The site refuses access.",
    },
    "http-error": {
        "de": "Die Website antwortete mit einem Fehler.",
        "en": "The site answered with an error.",
    },
    "busy": {
        "de": "Die Website ist überlastet und bat um Aufschub.",
        "en": "The site is overloaded and asked to wait.",
    },
    "timeout": {
        "de": "Die Website hat nicht rechtzeitig geantwortet.",
        "en": "The site did not answer in time.",
    },
    "unreachable": {
        "de": "Die Website ist nicht erreichbar.",
        "en": "The site cannot be reached.",
    },
    "certificate": {
        "de": "Das Zertifikat der Website ist ungültig.",
        "en": "The site's certificate is not valid.",
    },
    "redirect-loop": {
        "de": "Die Seite leitet zu oft weiter.",
        "en": "The page redirects too often.",
    },
    "refused": {
        "de": "Diese Adresse liegt in einem gesperrten Netz.",
        "en": "This address lies in a closed network.",
    },
    "unreadable": {
        "de": "Die Seite ist so beschädigt, dass sie nicht gelesen werden kann.",
        "en": "The page is too damaged to be read.",
    },
    "not-stored": {
        "de": "Der Inhalt konnte nicht in die Wissensbasis übernommen werden.",
        "en": "The content could not be added to the knowledge base.",
    },
}  # fmt: skip


def explain(reason: str | None) -> dict[str, str]:
    """The sentences of a reason code; empty for none."""
    return EXPLANATIONS.get(reason or "", {})
