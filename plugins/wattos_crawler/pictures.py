"""Pictures in words: their captions and descriptions, marked so that nobody takes them for more.

"Der neue Reisepass, gültig zehn Jahre" under a picture is no statement of the page. What is no
sentence is therefore led by the word for a picture in the page's language, and stands by itself.
"""

from __future__ import annotations

import re
from typing import Final, cast

from lxml.html import HtmlElement, fromstring

from wattos_crawler.page import squeeze, writable

_WORDS: Final = {"en": "Picture", "tr": "Görsel", "fr": "Image", "it": "Immagine", "es": "Imagen"}
_NO_DESCRIPTION: Final = re.compile(r"\w_\w|\.(?:png|jpe?g|gif|svg|webp)$|^\S+$|^\\\w", re.I)
"""What programs write in place of a picture: the name of a file, a command of LaTeX."""
_SHORTEST: Final = 20
_CAPTION_NAMES: Final = re.compile(
    r"(?:^|[\s_-])(?:caption|caption-text|bildunterschrift|bildtext|bildlegende)(?=$|[\s_-])", re.I
)
_SAYS_SO: Final = re.compile(
    r"(?:bild|foto|abb|grafik|karte|plan|skizze|figure|fig\b|photo|image|picture|chart|map|drawing"
    r"|görsel|resim|şekil|harita|schéma|carte|immagine|imagen|screenshot|video)",
    re.I,
)
_SENTENCE: Final = re.compile(r"[.!?…:][\"'»“”’)\]]*$")
_CONTACT: Final = re.compile(r"@|€|\d[\d /-]{5,}")
"""Under portraits and offers stands what people ask for."""
_HOLDERS: Final = frozenset({"div", "figure", "section", "article", "main", "body", "picture"})


def tell_pictures(root: HtmlElement, language: str) -> None:
    """Mark the captions below `root`, and put a description in place of each picture that has one.

    A description that the page has told already is left out. One within a line of text follows the
    paragraph, so that it cuts no sentence in two.
    """
    word = _WORDS.get(language, "Bild")
    for node in root.xpath(".//figcaption | .//p[@class] | .//div[@class] | .//span[@class]"):
        text = squeeze(str(node.text_content()))
        if text and _is_caption(node):
            _lead(node, _mark(text, word))
    told = squeeze(" ".join(str(piece) for piece in root.itertext())).lower()
    for picture in list(root.iter("img")):
        said = squeeze(writable(picture.get("alt") or ""))
        is_new = len(said) > _SHORTEST and said.lower() not in told
        if is_new and not _NO_DESCRIPTION.search(said):
            told += f" {said.lower()}"
            _describe(picture, said, word)
        else:
            picture.drop_tag()


def _is_caption(node: HtmlElement) -> bool:
    if node.tag != "figcaption" and not _CAPTION_NAMES.search(node.get("class") or ""):
        return False
    above = node.getparent()
    if above is None or node.xpath(".//img | .//figcaption | .//p[2] | .//ul | .//table"):
        return False
    return bool(above.xpath(".//img")) and not above.xpath(".//table | .//pre | .//blockquote")


def _mark(text: str, word: str) -> str:
    plain = _SAYS_SO.match(text) or _SENTENCE.search(text) or _CONTACT.search(text)
    return "" if plain else f"{word}: "


def _lead(node: HtmlElement, mark: str) -> None:
    """Put a mark before the first word of an element."""
    for part in node.iter():
        if (part.text or "").strip():
            part.text = mark + (part.text or "").lstrip()
            return
        if part is not node and (part.tail or "").strip():
            part.tail = mark + (part.tail or "").lstrip()
            return


def _describe(picture: HtmlElement, said: str, word: str) -> None:
    above = cast("HtmlElement", picture.getparent())
    marked = _mark(said, word) + said
    among_words = bool(squeeze(str(above.text_content())))
    if above.tag in _HOLDERS:
        picture.addnext(_block(marked))
        picture.drop_tag()
    elif above.tag == "p" and among_words:
        above.addnext(_block(marked))
        picture.drop_tag()
    else:
        text = marked if above.tag == "p" else said
        picture.tail = f" {text} {picture.tail or ''}"
        picture.drop_tag()


def _block(text: str) -> HtmlElement:
    made = cast("HtmlElement", fromstring("<div></div>"))
    made.text = text
    return made
