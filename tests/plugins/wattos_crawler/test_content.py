"""The main content of pages."""

from __future__ import annotations

import sys

from lxml import html as lxml_html

from wattos.resources import resource
from wattos_crawler.charset import decode
from wattos_crawler.content import main_content
from wattos_crawler.page import parse_page, read_facts

URL = "https://www.example.org/seite.html"


def extract(page: str) -> str:
    tree = parse_page(page)
    return main_content(tree, read_facts(tree, URL, {})).html.decode()


def text_of(page: str) -> str:
    return " ".join(lxml_html.fromstring(extract(page)).text_content().split())


MODERN = """
<html lang="de"><head><title>Ausweis | Stadt X</title></head><body>
<div id="cookie-banner"><p>Wir verwenden Cookies.</p></div>
<header><nav><a href="/">Start</a></nav>Kopfzeile</header>
<nav class="breadcrumb">Start &gt; Ausweis</nav>
<main><article><h1>Ausweis</h1><p>Bitte kommen Sie <b>persönlich</b>.</p>
<h2>Gebühren</h2><table><tr><th>Leistung</th><th>Gebühr</th></tr>
<tr><td>Ausweis</td><td>46,00 Euro</td></tr></table>
<ul><li>Lichtbild</li></ul></article>
<aside><div class="contact-box">Bürgerbüro, Telefon 01999 555-110</div>
<div class="related"><a href="/x">Mehr zum Thema</a></div></aside></main>
<div class="kontakt">Fachamt, E-Mail amt@x.example</div>
<footer>Impressum, Telefon 01999 555-0</footer></body></html>
"""


def test_main_content_keeps_text_tables_and_contacts() -> None:
    text = text_of(MODERN)
    for kept in ("Ausweis", "persönlich", "46,00 Euro", "Lichtbild", "555-110", "amt@x.example"):
        assert kept in text


def test_main_content_drops_menus_banners_and_footers() -> None:
    text = text_of(MODERN)
    for dropped in ("Cookies", "Start", "Kopfzeile", "Mehr zum Thema", "Impressum", "555-0"):
        assert dropped not in text


def test_main_content_is_a_whole_document_with_structure() -> None:
    page = extract(MODERN)
    assert page.startswith('<!DOCTYPE html>\n<html lang="de">')
    assert "<title>Ausweis</title>" in page
    for tag in ("<h1>", "<h2>", "<table>", "<th>", "<ul>", "<li>"):
        assert tag in page
    assert "class=" not in page


def test_main_content_reads_a_page_made_of_layout_tables() -> None:
    menu = "".join(f'<a href="/{i}">Punkt {i}</a><br>' for i in range(8))
    text = text_of(
        f"<table><tr><td>{menu}</td><td><h2>Urkunde</h2><p>Die Gebühr beträgt 12 Euro.</p>"
        "<table><tr><td>Kopie</td><td>6 Euro</td></tr></table></td></tr></table>"
        '<div id="fuss">Impressum</div>'
    )
    assert text.startswith("Urkunde")
    assert "6 Euro" in text
    assert "Punkt" not in text
    assert "Impressum" not in text


def test_main_content_keeps_lists_of_links_in_the_marked_main_part() -> None:
    links = "".join(f'<li><a href="/{i}">Dienst {i}</a></li>' for i in range(9))
    assert "Dienst 8" in text_of(f"<nav>Menü</nav><main><h1>A bis Z</h1><ul>{links}</ul></main>")


def test_main_content_survives_a_suspicious_name_around_everything() -> None:
    text = text_of(f'<body><div class="site-header">{"Wichtiger Text. " * 20}</div></body>')
    assert "Wichtiger Text." in text


def test_main_content_keeps_a_form_that_wraps_the_whole_page() -> None:
    inner = "".join(f"<p>Absatz {i} mit etwas Text darin.</p>" for i in range(20))
    text = text_of(f'<form action="/x.aspx"><input name="s">{inner}</form>')
    assert "Absatz 19" in text


def test_main_content_drops_scripts_forms_and_hidden_parts() -> None:
    html = (
        "<main><p>Sichtbar</p><script>var geheim</script><style>p{}</style>"
        '<form><label>Suche</label><input></form><p style="display: none">Versteckt</p>'
        "<p hidden>Auch versteckt</p><noscript>Ohne Skript</noscript></main>"
    )
    tree = parse_page(html)
    assert main_content(tree, read_facts(tree, URL, {})).text == "Sichtbar"


def test_main_content_takes_steps_in_proportion_to_the_page() -> None:
    box = "<div class='menu tools'><p>Link Link</p></div><div class='text'><p>Wort Wort</p></div>"

    def steps(boxes: int) -> int:
        tree = parse_page(box * boxes)
        facts = read_facts(tree, URL, {})
        calls = 0

        def count(*_: object) -> None:
            nonlocal calls
            calls += 1

        sys.setprofile(count)
        try:
            main_content(tree, facts)
        finally:
            sys.setprofile(None)
        return calls

    assert steps(2000) < 12 * steps(200)


def test_main_content_leaves_the_given_tree_alone() -> None:
    tree = parse_page(MODERN)
    main_content(tree, read_facts(tree, URL, {}))
    assert "Impressum" in tree.text_content()


def test_main_content_of_the_example_city_has_no_furniture_and_all_contacts() -> None:
    site = resource("examples") / "city" / "site"
    pages = sorted(site.rglob("*.html"))
    assert len(pages) >= 25
    for path in pages:
        text = text_of(decode(path.read_bytes()))
        assert "Cookies, um" not in text, path
        assert "Wir verwenden Cookies. Einige" not in text, path
        assert "Hauptmenü" not in text, path
        assert "Sie sind hier" not in text, path
    passport = text_of(decode((site / "buergerservice/reisepass.html").read_bytes()))
    assert "buergerbuero@lindenfurt.example" in passport


def test_main_content_reads_a_page_that_leaves_the_body_tag_out() -> None:
    page = "<html lang=de><title>Bad</title><main><h1>Bad</h1><p>Bis 20 Uhr.</p></main></html>"
    assert "Bis 20 Uhr." in text_of(page)


def test_main_content_drops_contents_made_of_links_and_keeps_steps_named_so() -> None:
    page = """<body><div class="toc"><p>Inhalt</p><dl><dt>1. <a href="#a">Ein langer Abschnitt</a>
        </dt><dt>2. <a href="#b">Noch ein Abschnitt</a></dt></dl></div><h1>Garten</h1>
        <ul class="toc"><li>Schritt 1: Boden lockern</li><li>Schritt 2:
        <a href="#b">Samen streuen</a></li></ul><p>Danach gießen, bis die Erde feucht ist.</p>"""
    text = text_of(page)
    assert "Ein langer Abschnitt" not in text
    assert "Boden lockern" in text


def test_main_content_tells_a_picture_once_and_only_where_it_is_described() -> None:
    page = """<body><h1>Garten</h1><p>Vorher <img src="a.png" alt="Das Beet vor dem Umgraben"></p>
        <p class="caption">Das Beet nach dem Umgraben</p>
        <p><img src="b.png" alt="Das Beet nach dem Umgraben"></p>
        <p>Nimm <img src="s.png" alt="Image spade_of_the_shed">.
        <img src="a.png" alt="Das Beet vor dem Umgraben"></p>"""
    text = text_of(page)
    assert text.count("Das Beet vor dem Umgraben") == 1
    assert text.count("Das Beet nach dem Umgraben") == 1
    assert "spade_of" not in text


def test_main_content_keeps_what_tells_the_pages_place_in_a_manual() -> None:
    page = extract("""<head><link rel="next" href="2.html"><link rel="up" href="/">
        <link rel="stylesheet" href="a.css"></head><body><p>Text <a rel="prev" href="0">0</a>""")
    assert '<link rel="next" href="2.html"><link rel="up" href="/">' in page
    assert 'rel="prev"' in page
    assert "stylesheet" not in page


BOXES = """<html lang=de><body><main><h1>Pass</h1><p>Er gilt zehn Jahre.</p>
    <div class="box"><span class="box__title">Gut zu wissen</span>Termine nur online.</div>
    <p><strong>Hinweis</strong> Bringen Sie ein Foto mit.</p>
    <p><strong>Wichtig</strong> ist ein Foto.</p><p><b>Info:</b> nur mittwochs.</p>
    <aside><h3>Kinder</h3><p>Kinder brauchen einen eigenen Pass.</p></aside>
    <aside><h3>Mehr</h3><a href="/a">Alles über Ausweise.</a> <a href="/b">Visa.</a></aside>
    <fieldset><legend>Gebühren</legend>70 Euro</fieldset>
    <my-card><my-title>Express</my-title><my-text>32 Euro mehr.</my-text></my-card>
    <p>Das <my-term>Amt</my-term> hilft.</p>
    <section id="cookies"><h2>Cookies</h2><p>Wir setzen keine.</p></section>
    <h2 id="newsletter">Newsletter</h2><p>Er kommt monatlich.</p>
    <section id="newsletter-box"><h2>Bleiben Sie dran</h2><p>Jetzt bestellen!</p></section>
    </main></body></html>"""


def test_main_content_keeps_apart_what_a_page_shows_apart() -> None:
    body = lxml_html.fromstring(extract(BOXES)).xpath("//main")[0]
    lines = {
        " ".join(str(text).split()) for block in body.iter() for text in (block.text, block.tail)
        if text
    }  # fmt: skip
    assert {"Gut zu wissen", "Termine nur online.", "Hinweis", "Bringen Sie ein Foto mit."} <= lines
    for first, second in (("Gebühren", "70 Euro"), ("Express", "32 Euro mehr.")):
        found = body.xpath(f".//div[normalize-space()='{first}']")
        assert len(found) == 1
        assert second in found[0].getparent().text_content()
    assert "<strong>Wichtig</strong> ist ein Foto." in extract(BOXES)
    assert "<b>Info:</b> nur mittwochs." in extract(BOXES)
    assert "Das Amt hilft." in text_of(BOXES)


def test_main_content_takes_characters_that_no_document_may_hold() -> None:
    page = """<figure><img src=a><figcaption>Der\x0b P&#31;ass&#x1;\ufffe</figcaption></figure>"""
    assert "Bild: Der Pass" in text_of(f"<html lang=de><body>{page}")


def test_main_content_keeps_boxes_that_say_something_and_sections_named_like_furniture() -> None:
    text = text_of(BOXES)
    for kept in ("eigenen Pass", "Wir setzen keine", "Er kommt monatlich"):
        assert kept in text
    for dropped in ("Alles über Ausweise", "Jetzt bestellen"):
        assert dropped not in text


def test_main_content_marks_what_stands_under_pictures() -> None:
    page = """<html lang=de><body><h1>Pass</h1><p>Er gilt <img src="c.png" alt="Der Chip im
        Deckel des Passes"> zehn Jahre.</p><figure><img src="a.png"><figcaption><p>Der Pass, gültig
        zehn Jahre</p></figcaption></figure><figure><img src="b.png"><figcaption>Frau Beispiel,
        Zimmer 4, Telefon 01999 555-4</figcaption></figure><figure><img src="d.png">
        <figcaption>So sieht er aus.</figcaption></figure><figure><pre>x = 1</pre><figcaption>Ein
        Programm</figcaption></figure><div><img src="e.png"><p class="caption">Foto: Stadt</p></div>
        <div><img src="f.png" alt="Das Bürgerbüro am Marktplatz"></div>"""
    found = lxml_html.fromstring(extract(page)).xpath("//main")[0]
    told = [" ".join(str(text).split()) for text in found.itertext() if str(text).strip()]
    assert told == [
        "Pass", "Er gilt zehn Jahre.", "Bild: Der Chip im Deckel des Passes",
        "Bild: Der Pass, gültig zehn Jahre", "Frau Beispiel, Zimmer 4, Telefon 01999 555-4",
        "So sieht er aus.", "x = 1", "Ein Programm", "Foto: Stadt",
        "Bild: Das Bürgerbüro am Marktplatz",
    ]  # fmt: skip
    assert "Picture: The passport" in text_of(
        "<html lang=en><body><figure><img src=a><figcaption>The passport</figcaption></figure>"
    )
