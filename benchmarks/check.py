"""How many planted faults the website check finds, and how many of its findings are right.

    python benchmarks/check.py [-v]

Serves a copy of the example city with the faults of `_PLANTED` written into its pages, crawls and
checks it through the product, and does the same with the example as it is. A planted fault counts
as found when a finding of its kind shows both of its marks (for a fault with one place: its mark)
in the evidence's quotes, addresses or the finding's sentence. A finding is right when it belongs to
a planted fault or stands in `_TRUE`, which lists by hand what is wrong with the example itself.

Wanted: recall at least 0.9, precision at least 0.9.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import shutil
import sys
import tempfile
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final

import msgspec

from wattos.cli.output import Progress
from wattos.cli.sources import crawl_site, run_job
from wattos.examples import read_example, serve_site
from wattos.platform import Platform, open_platform
from wattos.settings import load_settings


class Planted(msgspec.Struct, frozen=True, kw_only=True):
    """A fault: `text` goes into `page` before `before`, or replaces `instead`."""

    kind: str
    page: str
    marks: tuple[str, ...]
    text: str
    instead: str = ""


_MORE: Final = "</article>"
_PLANTED: Final = (
    Planted(
        kind="contradiction", page="buergerservice/reisepass.html", marks=("37,00", "46,00"),
        text="<p>Der Personalausweis ab 24 Jahren kostet 37,00 Euro.</p>",
    ),
    Planted(
        kind="contradiction", page="freizeit/freibad.html", marks=("4,50", "5,00"),
        text="<h2>Zum Vergleich</h2><table><tr><th>Bad</th><th>Preis</th></tr>"
        "<tr><td>Zehnerkarte (2 Stunden) Hallenbad am Stadtpark</td><td>39,00 €</td></tr></table>"
        "<p>Eine verlorene Zehnerkarte für das Freibad ersetzen wir für 4,50 Euro.</p>",
    ),
    Planted(
        kind="contradiction", page="freizeit/hallenbad.html", marks=("4,50", "5,00"),
        text="<p>Eine verlorene Zehnerkarte für das Freibad ersetzen wir für 5,00 Euro.</p>",
    ),
    Planted(
        kind="contradiction", page="umwelt/sperrmuell.html", marks=("555-525", "555-520"),
        text="", instead="01999 555-520",
    ),
    Planted(
        kind="contradiction", page="soziales/integration.html", marks=("11 bis 20 Uhr",),
        text="<p>Die Stadtbibliothek am Mühlkanal ist donnerstags von 11 bis 20 Uhr geöffnet.</p>",
    ),
    Planted(
        kind="contradiction", page="soziales/ehrenamt.html", marks=("11 bis 18 Uhr",),
        text="<p>Die Stadtbibliothek am Mühlkanal ist donnerstags von 11 bis 18 Uhr geöffnet.</p>",
    ),
    Planted(
        kind="contradiction", page="buergerservice/heiraten.html", marks=("6 Monate", "4 Monate"),
        text="<p>Die Anmeldung einer Eheschließung ist frühestens 6 Monate vor dem Termin und"
        " nur persönlich im Standesamt möglich.</p>",
    ),
    Planted(
        kind="contradiction", page="rathaus/stadtrat.html", marks=("6 Monate", "4 Monate"),
        text="<p>Die Anmeldung einer Eheschließung ist frühestens 4 Monate vor dem Termin und"
        " nur persönlich im Standesamt möglich.</p>",
    ),
    Planted(
        kind="contradiction", page="soziales/senioren.html", marks=("vier Wochen", "sechs Wochen"),
        text="<p>Das Essen auf Rädern können Sie mit einer Frist von vier Wochen kündigen.</p>",
    ),
    Planted(
        kind="contradiction", page="soziales/ehrenamt.html", marks=("vier Wochen", "sechs Wochen"),
        text="<p>Die Kündigungsfrist für Essen auf Rädern beträgt sechs Wochen.</p>",
    ),
    Planted(
        kind="contradiction", page="familie-bildung/ferienbetreuung.html",
        marks=("15. März", "31. März"),
        text="<p>Anmeldeschluss für die Ferienbetreuung im Sommer ist der 15. März.</p>",
    ),
    Planted(
        kind="contradiction", page="familie-bildung/elternbeitraege.html",
        marks=("15. März", "31. März"),
        text="<p>Die Anmeldung für die Ferienbetreuung im Sommer ist bis zum 31. März möglich.</p>",
    ),
    Planted(
        kind="contradiction", page="buergerservice/verlust.html", marks=("drei Monate", "sechs Mo"),
        text="<p>Nicht abgeholte Pässe bewahren wir drei Monate lang auf.</p>",
    ),
    Planted(
        kind="contradiction", page="bauen-wirtschaft/gewerbeanmeldung.html",
        marks=("Mühlweg 14", "Mühlweg 41"),
        text="<p>Das Bauordnungsamt befindet sich im Mühlweg 41.</p>",
    ),
    Planted(
        kind="contradiction", page="soziales/integration.html", marks=("555-210", "555-211"),
        text="<p>Die Wohngeldstelle erreichen Sie unter 01999 555-211.</p>",
    ),
    Planted(
        kind="outdated", page="rathaus/kontakt.html", marks=("12. März 2025",),
        text="<p>Am 12. März 2025 findet im Ratssaal ein Informationsabend statt.</p>",
    ),
    Planted(
        kind="outdated", page="familie-bildung/musikschule.html", marks=("30.06.2024",),
        text="<p>Bitte melden Sie Ihr Kind bis zum 30.06.2024 an: Anmeldeschluss, danach ist eine"
        " Anmeldung nur noch bis 30.06.2024 möglich.</p>",
    ),
    Planted(
        kind="outdated", page="freizeit/veranstaltungen.html", marks=("11.10.2025",),
        text="<table><tr><td>11.10.2025</td><td>19 Uhr</td><td>Herbstkonzert</td></tr></table>",
    ),
    Planted(
        kind="outdated", page="verkehr/bewohnerparken.html", marks=("Gebühren 2023",),
        text="<h2>Gebühren 2023</h2><p>Der Ausweis wird für ein Jahr ausgestellt.</p>",
    ),
    Planted(
        kind="outdated", page="umwelt/muellabfuhr.html", marks=("Stand 2019",),
        text="<p>Alle Angaben zur Sortierung von Verpackungen: Stand 2019.</p>",
    ),
    Planted(
        kind="outdated", page="en/waste.html", marks=("4 May 2025",),
        text="<p>The new depot opens on 4 May 2025 with a party for neighbours.</p>",
    ),
    Planted(
        kind="dead-link", page="soziales/senioren.html", marks=("/soziales/taxigutscheine.html",),
        text='<p>Mehr zu den <a href="/soziales/taxigutscheine.html">Taxigutscheinen</a>.</p>',
    ),
    Planted(
        kind="dead-link", page="tr/index.html", marks=("/tr/vergi.html",),
        text='<p><a href="/tr/vergi.html">Vergiler</a> hakkında bilgi alın.</p>',
    ),
    Planted(
        kind="near-duplicate", page="freizeit/sauna-neu.html",
        marks=("/freizeit/sauna-neu.html", "/freizeit/hallenbad.html"),
        text="=freizeit/hallenbad.html", instead="28 Grad",
    ),
    Planted(
        kind="orphan", page="freizeit/insel.html", marks=("/freizeit/insel.html",),
        text="<h1>Grillplätze</h1><p>Die Stadt vermietet drei Grillplätze am Ahlbach.</p>",
    ),
    Planted(
        kind="hard-language", page="bauen-wirtschaft/bauantrag.html", marks=("bauantrag.html",),
        text="<p>Die Inanspruchnahme der Bauberatung ist seitens der Antragstellenden zwecks"
        " Fristwahrung hinsichtlich der Beibringung der Unterlagen fernmündlich anzumelden.</p>",
    ),
    Planted(
        kind="long-sentence", page="buergerservice/fundbuero.html", marks=("Fundsachen, die",),
        text="<p>Fundsachen, die nach Ablauf der gesetzlichen Frist von sechs Monaten weder von der"
        " Person, die sie verloren hat, noch von der Person, die sie gefunden und bei uns abgegeben"
        " hat, abgeholt worden sind, gehen nach einer öffentlichen Bekanntmachung in das Eigentum"
        " der Stadt über und werden anschließend versteigert.</p>",
    ),
)  # fmt: skip
_LOOKALIKES: Final = (
    ("soziales/pflegestuetzpunkt.html",
     "<p>Den Hausnotruf können Sie mit einer Frist von zwei Wochen kündigen.</p>"),
    ("soziales/wohngeld.html",
     "<p>Gegen den Bescheid können Sie innerhalb eines Monats Widerspruch einlegen.</p>"),
    ("umwelt/sperrmuell.html",
     "<p>Gegen den Bescheid können Sie innerhalb von sechs Wochen Widerspruch einlegen.</p>"),
    ("freizeit/hallenbad.html", "<p>Gutscheine sind drei Jahre gültig.</p>"),
    ("familie-bildung/musikschule.html", "<p>Gutscheine sind ein Jahr gültig.</p>"),
    ("freizeit/freibad.html", "<p>Fundsachen bewahren wir derzeit vier Wochen auf.</p>"),
    ("familie-bildung/musikschule.html",
     "<p>Anmeldeschluss für die Ferienbetreuung im Herbst ist der 15. September.</p>"),
    ("rathaus/feuerwehr.html", "<p>Den Hund Ihres Vereins melden Sie binnen 8 Wochen ab.</p>"),
    ("buergerservice/heiraten.html",
     "<p>Der Eingang zum Standesamt ist in der Marktgasse 7.</p>"),
    ("buergerservice/geburtsurkunde.html",
     "<p>Das Standesamt ist vorübergehend in der Bahnhofstraße 22.</p>"),
    ("familie-bildung/schulanmeldung.html",
     "<p>Das Sekretariat befindet sich in der Schulstraße 2.</p>"),
    ("familie-bildung/stadtbibliothek.html",
     "<p>Das Sekretariat befindet sich in der Bachstraße 12.</p>"),
    ("buergerservice/termin.html",
     "<p>Das Bürgerbüro erreichen Sie im Notfall unter 01999 555-199.</p>"),
)  # fmt: skip
"""Pages and what goes into them that only looks like a contradiction: nothing is to be found."""
_TRUE: Final = (
    ("dead-link", "/rathaus/barrierefreiheit.html"),
    ("dead-link", "/rathaus/leichte-sprache.html"),
    ("dead-link", "/aktuelles/2026-03-glasfaser.html"),
    ("dead-link", "/buergerservice/fischereischein.html"),
    ("missing-translation", "Englisch"),
    ("missing-translation", "Türkisch"),
    ("no-date", ""),
    ("no-description", ""),
    ("contradiction", "(30 Grad)"),
    ("same-title", "/freizeit/sauna-neu.html"),
)
"""Kind, and what the finding shows. Read by hand on the example as it is; the last two follow from
the planted copy of a page."""


def plant(site: Path) -> None:
    """Write the planted faults and what only looks like one into a copy of the site."""
    for name, text in _LOOKALIKES:
        _insert(site / name, text)
    for fault in _PLANTED:
        path = site / fault.page
        if fault.text.startswith("="):
            source = (site / fault.text[1:]).read_text("utf-8")
            path.write_text(source.replace(fault.instead, "30 Grad"), "utf-8")
            _link(site / "freizeit/freibad.html", fault.page)
        elif fault.kind == "orphan":
            path.write_text(f"<html lang=de><main>{fault.text}</main></html>", "utf-8")
            sitemap = site / "sitemap.xml"
            entry = f"<url><loc>{{base}}/{fault.page}</loc></url></urlset>"
            sitemap.write_text(sitemap.read_text("utf-8").replace("</urlset>", entry), "utf-8")
        elif fault.instead:
            page = path.read_text("utf-8")
            path.write_text(
                page.replace(fault.instead, fault.marks[0].join(("01999 ", ""))), "utf-8"
            )
        else:
            _insert(path, fault.text)


def _insert(path: Path, text: str) -> None:
    """Put a text after the first paragraph of a page, or after its heading."""
    page = path.read_text("utf-8")
    heading = re.search(r"</h[12]>", page)
    begin = heading.end() if heading else 0
    at = page.index("</p>", begin) + len("</p>") if "</p>" in page[begin:] else begin
    path.write_text(page[:at] + text + page[at:], "utf-8")


def _link(path: Path, target: str) -> None:
    page = path.read_text("utf-8")
    link = f'<p><a href="/{target}">Sauna</a></p>{_MORE}'
    path.write_text(page.replace(_MORE, link, 1), "utf-8")


async def findings_of(platform: Platform, slug: str, site: Path) -> list[dict[str, Any]]:
    """Crawl a site into a tenant of its own and check it."""
    tenant_id = (await platform.create_tenant(slug)).id
    quiet = Progress(lambda *_report: None)
    with serve_site(site) as base:
        await crawl_site(platform, tenant_id, f"{base}/index.html", {"max_pages": 300}, quiet)
    result = await run_job(platform, tenant_id, "check.run", {}, quiet)
    return result["findings"]


def shown(found: dict[str, Any]) -> str:
    """All that a finding shows, as one text."""
    places = "\n".join(f"{place['url']}\n{place['quote']}" for place in found["evidence"])
    return f"{found['sentence']['de']}\n{places}"


def is_of(found: dict[str, Any], fault: Planted) -> bool:
    """Whether a finding tells of a planted fault."""
    text = shown(found)
    return found["kind"] == fault.kind and all(mark in text for mark in fault.marks)


def is_true(found: dict[str, Any]) -> bool:
    """Whether a finding tells of a fault that the example has by itself."""
    return any(found["kind"] == kind and mark in shown(found) for kind, mark in _TRUE)


async def measure(*, tell: bool) -> bool:
    """Print recall and precision; False when a bound is missed."""
    folder = read_example("city").folder / "site"
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["WATTOS_DATA_DIR"] = f"{scratch}/data"
        os.chmod(scratch, 0o755)  # noqa: PTH101 - the database runs as another user
        site = Path(scratch, "site")
        shutil.copytree(folder, site)
        plant(site)
        settings = msgspec.structs.replace(
            load_settings(), allowed_networks=(ip_network("127.0.0.0/8"),), embedder="offline/use"
        )
        async with open_platform(settings) as platform:
            plain = await findings_of(platform, "plain", folder)
            planted = await findings_of(platform, "planted", site)
    missed = [fault for fault in _PLANTED if not any(is_of(found, fault) for found in planted)]
    wrong = [found for found in plain if not is_true(found)]
    wrong += [f for f in planted if not (is_true(f) or any(is_of(f, fault) for fault in _PLANTED))]
    if tell:
        for fault in missed:
            print(f"  missed  {fault.kind}: {fault.marks} in {fault.page}")
        for found in wrong:
            print(f"  wrong   {found['kind']}: {shown(found)[:400]}".replace("\n", " / "))
    recall = 1 - len(missed) / len(_PLANTED)
    precision = 1 - len(wrong) / (len(plain) + len(planted))
    print(f"planted {len(_PLANTED)} beside {len(_LOOKALIKES)} lookalikes  recall {recall:.3f}")
    print(f"findings {len(plain)} + {len(planted)}  precision {precision:.3f}")
    return recall >= 0.9 and precision >= 0.9


def main() -> None:
    """Measure once."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("-v", action="store_true", help="name what was missed and what was wrong")
    good = asyncio.run(measure(tell=parser.parse_args().v))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
