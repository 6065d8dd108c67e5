"""A town's website made up from a seed: pages of realistic length, each with facts of its own."""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

_SERVICES = """
Fischereischein|Jagdschein|Waffenbesitzkarte|Gaststättenerlaubnis|Sondernutzung von Gehwegen|
Straßenmusik|Flohmarktstand|Plakatieren|Baumfällung|Grabnutzung|Urnenbestattung|Sterbeurkunde|
Kleingarten|Brennholz|Grundbucheinsicht|Hausnummer|Kanalanschluss|Wasserzähler|Gartenbrunnen|
Grundsteuer|Zweitwohnungssteuer|Vergnügungssteuer|Kurtaxe|Parkerleichterung|Taxikonzession|
Schwertransport|Marktstand|Kirmesplatz|Hallennutzung|Sportplatzmiete|Vereinsförderung|
Jugendleiterkarte|Ferienpass|Familienhebamme|Tagespflegeperson|Schülerbeförderung|Hortplatz|
Lernmittelfreiheit|Volkshochschulkurs|Stadtarchiv|Bücherbus|Kinderkino|Orgelführung|
Nachtwächterführung|Ratskeller|Wohnmobilstellplatz|Ladesäule|Fahrradbox|Lastenradverleih|
Mitfahrbank|Wildtierfund|Bienenhaltung|Hühnerhaltung|Rattenbekämpfung|Lärmbeschwerde
""".replace("\n", "").split("|")
_DISTRICTS = ("Kernstadt", "Ahlfeld", "Birkenau", "Dornheim", "Erlenbach", "Falkenau")
_DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag")
_SURNAMES = ("Albers", "Brandt", "Conrad", "Dietz", "Ehlers", "Fuchs", "Gerlach", "Hansen")
_STREETS = ("Lindenallee", "Mühlgasse", "Schulweg", "Hafenstraße", "Kirchplatz", "Bergstraße")
_FILLER = """
Bitte prüfen Sie vor dem Antrag, ob alle Unterlagen vollständig sind; fehlt etwas, ruht der
Vorgang, bis es nachgereicht ist.|
Wer den Weg ins Amt nicht auf sich nehmen kann, darf eine andere Person schriftlich
bevollmächtigen.|
Die Entscheidung erhalten Sie mit der Post an die Anschrift, unter der Sie gemeldet sind.|
Gegen einen ablehnenden Bescheid kann innerhalb eines Monats Widerspruch erhoben werden.|
Über Änderungen Ihrer Verhältnisse müssen Sie uns unaufgefordert unterrichten.|
In den Schulferien kann die Bearbeitung länger dauern, weil dann weniger Personal da ist.|
Der Eingang ist stufenlos; ein Aufzug führt in alle Stockwerke.|
Unterlagen in anderen Sprachen brauchen wir mit einer Übersetzung.
""".replace("\n", " ").split("|")


class Fact(NamedTuple):
    """A question that one page answers: the answer has `text` and cites `path`."""

    question: str
    text: str
    path: str


def write_site(folder: Path, pages: int, seed: int = 1) -> list[Fact]:
    """Write the site; returns a fact a page, in the order in which a crawl meets the pages."""
    chance = random.Random(seed)
    titles = [(service, district) for district in _DISTRICTS for service in _SERVICES]
    chosen = titles[: pages - 1]
    if len(chosen) < pages - 1:
        raise ValueError(f"The town has {len(titles) + 1} pages at most, not {pages}.")
    links = [f"s{number:03d}.html" for number in range(1, pages)]
    facts = [
        _write_page(folder / link, service, district, links, number, chance)
        for number, (link, (service, district)) in enumerate(zip(links, chosen, strict=True))
    ]
    heads = [*range(0, len(links), 20)]
    body = "<h1>Stadt Ahlfeld</h1><p>Das Rathaus am Markt ist von 8 bis 13 Uhr geöffnet.</p>"
    (folder / "index.html").write_text(_page("Stadt Ahlfeld", body, [links[at] for at in heads]))
    home = Fact("Wann ist das Rathaus geöffnet?", "8 bis 13 Uhr", "index.html")
    first = [facts[at] for at in heads]
    return [home, *first, *(fact for fact in facts if fact not in first)]


def _write_page(
    file: Path, service: str, district: str, links: list[str], number: int, chance: random.Random
) -> Fact:
    title = f"{service} in {district}"
    fee = f"{chance.randint(5, 480)},{chance.choice(('00', '50', '80'))} Euro"
    day = chance.choice(_DAYS)
    start = chance.randint(7, 10)
    street = f"{chance.choice(_STREETS)} {chance.randint(1, 90)}"
    clerk = chance.choice(_SURNAMES)
    phone = f"01999 {chance.randint(200, 999)}-{chance.randint(100, 999)}"
    weeks = chance.randint(2, 12)
    fillers = chance.sample(_FILLER, 5)
    body = f"""<h1>{title}</h1>
<p>Für {service} in {district} ist das Bürgeramt in der {street} zuständig. {fillers[0]}</p>
<h2>Kosten</h2><p>Die Gebühr für {service} in {district} beträgt {fee}. {fillers[1]}</p>
<h2>Sprechzeiten</h2><table><tr><th>Tag</th><th>Zeit</th></tr>
<tr><td>{day}</td><td>{start} bis {start + 4} Uhr</td></tr></table>
<h2>Dauer</h2><p>Die Bearbeitung dauert etwa {weeks} Wochen. {fillers[2]} {fillers[3]}</p>
<h2>Kontakt</h2><p>Ansprechperson ist {clerk}, Telefon {phone}. {fillers[4]}</p>"""
    near = links[number + 1 : number + 20] if number % 20 == 0 else []
    file.write_text(_page(title, body, near))
    questions = (
        (f"Was kostet {service} in {district}?", fee),
        (f"Unter welcher Nummer erreiche ich jemanden zu {service} in {district}?", phone),
        (f"Wie lange dauert {service} in {district}?", f"{weeks} Wochen"),
    )
    question, text = questions[number % 3]
    return Fact(question, text, file.name)


def _page(title: str, body: str, links: list[str]) -> str:
    menu = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    return (
        f'<!doctype html><html lang="de"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><nav><ul>{menu}</ul></nav><main>{body}</main>"
        "<footer>Stadt Ahlfeld, Markt 7</footer></body></html>"
    )
