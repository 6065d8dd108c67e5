"""Files on the real platform: from bytes to passages that are found, or to a reason."""

from __future__ import annotations

from uuid import UUID

from tests.plugins.wattos_ingestion import files
from wattos.knowledge import DocumentView, NewDocument
from wattos.platform import Platform


async def ingest(platform: Platform, tenant: UUID, **contents: bytes) -> dict[str, DocumentView]:
    """Documents by address; a name `a_pdf` stands for the file "a.pdf"."""
    knowledge = platform.knowledge
    space_id = await knowledge.ensure_space(tenant)
    for name, data in contents.items():
        new = NewDocument(
            space_id=space_id, source_kind="file", url=name.replace("_", "."), data=data
        )
        await knowledge.add_file(tenant, new)
    await knowledge.process(tenant)
    return {document.url: document for document in await knowledge.documents(tenant)}


async def test_bad_files_fail_with_reasons_and_the_others_are_ready(
    platform: Platform, tenant: UUID
) -> None:
    documents = await ingest(
        platform,
        tenant,
        geheim_pdf=files.pdf(["geheim"], password="x"),
        geheim_xlsx=files.encrypted_office(),
        bombe_docx=files.zip_of(20_000_000),
        kaputt_pdf=b"%PDF-1.7 kaputt",
        leer_txt=b"\x00",
        tickets_jsonl=b'{"subject": "a"}\n{kaputt',
        gut_pptx=files.pptx(("Kita-Beiträge", ["Krippe kostet 40 Euro", "Hort ist frei"])),
    )
    assert {url: document.reason for url, document in documents.items()} == {
        "geheim.pdf": "password-protected",
        "geheim.xlsx": "password-protected",
        "bombe.docx": "unpacks-too-large",
        "kaputt.pdf": "unreadable",
        "leer.txt": "empty",
        "tickets.jsonl": "bad-line",
        "gut.pptx": None,
    }
    assert documents["gut.pptx"].state == "ready"
    told = documents["bombe.docx"].explanation
    assert told["de"].endswith("Entpackt sind es 20 MB in 1 Teilen.")
    assert told["en"].endswith("Unpacked, it is 20 MB in 1 members.")
    assert "Zeile 2: erwartet wird ein JSON-Objekt" in documents["tickets.jsonl"].explanation["de"]
    again = await ingest(platform, tenant, tickets_jsonl=b'{"subject": "a"}\n{"subject": "b"}')
    assert again["tickets.jsonl#row-2"].explanation == {}
    assert "tickets.jsonl" not in again


async def test_table_cell_in_a_pdf_is_found_with_its_header_and_page(
    platform: Platform, tenant: UUID
) -> None:
    fees = [["Leistung", "Gebühr"], ["Personalausweis", "37 Euro"], ["Reisepass", "70 Euro"]]
    await ingest(platform, tenant, gebuehren_pdf=files.pdf(["Vorwort."], ["Gebühren", fees]))
    hit = (await platform.knowledge.search(tenant, "Was kostet ein Reisepass?"))[0]
    assert hit.page == 2
    assert "Leistung: Reisepass, Gebühr: 70 Euro" in hit.search_text


async def test_attachments_are_documents_with_states_of_their_own(
    platform: Platform, tenant: UUID
) -> None:
    message = files.mail("Anbei die Satzung und eine Tabelle.")
    files.attach(message, "Satzung.docx", files.docx())
    files.attach(message, "Stufen.xlsx", files.xlsx(Stufen=[("Stufe", "Beitrag"), ("1", "40")]))
    files.attach(message, "geheim.pdf", files.pdf(["geheim"], password="x"))
    files.attach(message, "Notiz.txt", "Größe".encode("cp1252"), "text/plain")
    files.attach(message, "archiv.zip", b"PK", "application/zip")
    documents = await ingest(platform, tenant, post_eml=message.as_bytes())
    assert {url: (d.state, d.reason) for url, d in documents.items()} == {
        "post.eml#message": ("ready", None),
        "post.eml#Satzung.docx": ("ready", None),
        "post.eml#Stufen.xlsx": ("ready", None),
        "post.eml#Notiz.txt": ("ready", None),
        "post.eml#geheim.pdf": ("failed", "password-protected"),
        "post.eml#archiv.zip": ("failed", "unsupported"),
    }
    text = await platform.knowledge.text(tenant, documents["post.eml#Notiz.txt"].id)
    assert text == "Größe"


async def test_table_that_comes_again_keeps_its_rows_and_loses_those_that_are_gone(
    platform: Platform, tenant: UUID
) -> None:
    def table(*rows: str) -> bytes:
        return "\n".join(("betreff;beschreibung;lösung", *rows)).encode()

    tomb = "Grab;Wer pflegt ein Grab?;Das Friedhofsamt."
    dog = "Hund;Was kostet ein Hund?;60 Euro im Jahr."
    bin_ = "Tonne;Wann kommt die braune Tonne?;Am Dienstag."
    before = await ingest(platform, tenant, faq_csv=table(tomb, dog, bin_), faq_txt=b"Text.")
    ids = {document.title: document.id for document in before.values()}
    dearer = dog.replace("60", "90")
    after = await ingest(platform, tenant, faq_csv=table(bin_, dearer))
    assert {url: document.title for url, document in after.items()} == {
        "faq.csv#row-1": "Tonne",
        "faq.csv#row-2": "Hund",
        "faq.txt": "faq",
    }
    assert after["faq.csv#row-1"].id == ids["Tonne"]
    assert after["faq.csv#row-1"].updated_at == before["faq.csv#row-3"].updated_at
    changed = await platform.knowledge.text(tenant, after["faq.csv#row-2"].id)
    assert "90 Euro" in changed
    swapped = await ingest(platform, tenant, faq_csv=table(dearer, bin_))
    assert swapped["faq.csv#row-2"].id == ids["Tonne"]
    # A table of notes is one document.
    listed = await ingest(platform, tenant, faq_csv=b"Ort;Telefon\nBad;1234\n")
    assert set(listed) == {"faq.csv", "faq.txt"}
    again = await ingest(platform, tenant, faq_csv=table(tomb))
    assert set(again) == {"faq.csv#row-1", "faq.txt"}
