"""Reads a document's records, kind by kind."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from wattos.knowledge import ParsedDocument
from wattos.records import Contact, Record
from wattos_records.closures import closures
from wattos_records.contacts import contacts
from wattos_records.deadlines import deadlines
from wattos_records.fees import fees
from wattos_records.forms import forms
from wattos_records.hours import hours
from wattos_records.lines import lines_of
from wattos_records.products import is_offer_row, products
from wattos_records.requirements import requirements

MOST_CHARACTERS = 400_000
"""Longer documents are read this far: facts with a structure stand at the front of long ones."""


class DocumentRecords:
    """A `RecordExtractor` for German, English and Turkish, without a model."""

    version = "wattos_records 7"
    """Count up when documents that were read before should be read again."""

    def extract(self, document: ParsedDocument, *, url: str, language: str) -> Sequence[Record]:
        """Every record of the document; what the structured data say counts where the text does."""
        blocks = tuple(block for block in document.blocks if block.end <= MOST_CHARACTERS)
        document = msgspec.structs.replace(document, blocks=blocks)
        lines = lines_of(document)
        title = document.title
        is_manual = bool(document.metadata.get("part_of_a_manual"))
        # Its tables list those who worked on it, and what is paid in it is an example.
        told = [line for line in lines if not (is_manual and line.kind == "table_row")]
        found = list(contacts(told, title))
        offices = [r.data.office for r in found if isinstance(r.data, Contact) and r.data.office]
        found += hours(lines, title, offices)
        found += closures(lines, title)
        if not is_manual:
            found += fees([line for line in lines if not is_offer_row(line)], title)
        found += requirements(lines, title)
        found += deadlines(lines, title)
        found += forms(document)
        found += products(document, lines)
        return found
