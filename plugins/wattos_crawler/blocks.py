"""Keeping apart what a page shows apart.

Style sheets set titles of boxes, legends and a site's own elements on lines of their own. Without
them their words would run into the next: "HinweisTermine nur online".
"""

from __future__ import annotations

import re
from typing import Final, cast

from lxml.html import HtmlElement

_BLOCKS: Final = frozenset(
    {"header", "footer", "aside", "nav", "legend", "fieldset", "center", "form", "hgroup", "menu",
     "dir", "search", "picture"}
)  # fmt: skip
_INLINE: Final = frozenset({"span", "strong", "b", "em", "i", "font", "u"})
_HOLDERS: Final = frozenset({"div", "section", "article", "p", "blockquote", "main", "body"})
_TITLE_NAMES: Final = re.compile(
    r"(?:^|[\s_-])(?:titel|title|heading|headline|header|ueberschrift|überschrift|kicker|dachzeile"
    r"|rubrik)(?=$|[\s_-])",
    re.I,
)
_NOTICE: Final = re.compile(
    r"(?:wichtige )?(?:hinweise?|achtung|wichtig|tipps?|info|information(?:en)?|gut zu wissen"
    r"|warnung|vorsicht|note|notice|tip|hint|important|warning|caution|attention|danger"
    r"|good to know|ipucu|önemli|uyarı|dikkat|bilgi)",
    re.I,
)
_GOES_ON: Final = re.compile(r"[.:;,!?–—-]$")
_LONGEST_TITLE: Final = 80


def keep_apart(root: HtmlElement) -> None:
    """Make `<div>` of everything below `root` that is a block or a title whatever its tag."""
    for node in list(root.iterdescendants()):
        if not isinstance(node, HtmlElement) or not isinstance(node.tag, str):
            continue
        own = "-" in node.tag and not _is_among_words(node)
        if own or node.tag in _BLOCKS or (node.tag in _INLINE and _is_title(node)):
            node.tag = "div"


def _is_among_words(node: HtmlElement) -> bool:
    """Whether an element stands within a line of its parent's own words."""
    above = cast("HtmlElement", node.getparent())
    return bool((above.text or "").strip() or any((one.tail or "").strip() for one in above))


def _is_title(node: HtmlElement) -> bool:
    """Whether an element leads a box as its title, and the text goes on behind it."""
    above = node.getparent()
    text = " ".join(str(node.text_content()).split())
    if above is None or above.tag not in _HOLDERS or not 0 < len(text) <= _LONGEST_TITLE:
        return False
    follows = (node.tail or "").strip()
    begins = not (above.text or "").strip() and node.getprevious() is None
    if not begins or _GOES_ON.search(text) or not (follows or node.getnext() is not None):
        return False
    if _TITLE_NAMES.search(node.get("class") or ""):
        return True
    return _NOTICE.fullmatch(text) is not None and not (follows[:1].islower())
