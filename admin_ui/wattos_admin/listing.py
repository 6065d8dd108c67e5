"""Lists: what the address asks for, and what the list part of a page shows.

Long tables search, sort and page in the database. What an organisation has dozens of (agents,
chats, people, teams) is read whole and goes through `arranged` and `Listing.part_of`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec
from litestar import Response

from wattos_admin.session import AnyRequest

PAGE_SIZE = 25
MAX_EXPORT = 10_000
Row = TypeVar("Row")


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """A choice above a list: the query's name, its label, values with their words."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]


class ListQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What a list's address says: `?q=…&state=…&sort=-created&page=2`."""

    path: str
    q: str = ""
    sort: str = ""
    descending: bool = False
    page: int = 1
    filters: Mapping[str, str] = {}
    export: bool = False

    @classmethod
    def of(
        cls,
        request: AnyRequest,
        *,
        sorts: Sequence[str],
        default_sort: str,
        filters: Iterable[str] = (),
    ) -> ListQuery:
        """Read the address; what cannot be used takes its usual value."""
        given = request.query_params
        wanted = str(given.get("sort", default_sort))
        if wanted.removeprefix("-") not in sorts:
            wanted = default_sort
        page = str(given.get("page", "1"))
        return cls(
            path=request.url.path,
            q=str(given.get("q", "")).replace("\x00", "").strip()[:200],
            sort=wanted.removeprefix("-"),
            descending=wanted.startswith("-"),
            page=max(1, min(int(page), 100_000)) if page.isdecimal() and len(page) < 7 else 1,
            filters={name: str(given[name])[:100] for name in filters if given.get(name)},
            export=given.get("format") == "csv",
        )

    @property
    def limit(self) -> int:
        """How many rows to read."""
        return MAX_EXPORT if self.export else PAGE_SIZE

    @property
    def offset(self) -> int:
        """How many rows to leave out before them."""
        return 0 if self.export else (self.page - 1) * PAGE_SIZE

    def address(self, **changes: Any) -> str:
        """The list's address with something changed; None takes a part out."""
        sort = f"-{self.sort}" if self.descending else self.sort
        now: dict[str, Any] = {"q": self.q, **self.filters, "sort": sort, "page": self.page}
        now |= changes
        kept = {name: value for name, value in now.items() if value not in (None, "", 1)}
        return f"{self.path}?{urlencode(kept)}" if kept else self.path

    def sorted_by(self, column: str) -> str:
        """The address that sorts by a column, the other way round if it does already."""
        turned = column == self.sort and not self.descending
        return self.address(sort=f"-{column}" if turned else column, page=None)


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """Rows with what is needed to page through them."""

    query: ListQuery
    rows: Sequence[Any]
    total: int
    filters: Sequence[Filter] = ()

    @classmethod
    def part_of(
        cls, rows: Sequence[Any], query: ListQuery, filters: Sequence[Filter] = ()
    ) -> Listing:
        """The page that the address asks for, of rows that are all at hand."""
        shown = rows[query.offset : query.offset + query.limit]
        return cls(query=query, rows=shown, total=len(rows), filters=filters)

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or filter hides rows."""
        return bool(self.query.q or self.query.filters)


def arranged(
    rows: Iterable[Row],
    query: ListQuery,
    *,
    text: Callable[[Row], str] | None = None,
    sorts: Mapping[str, Callable[[Row], Any]],
    keeps: Mapping[str, Callable[[Row], Collection[str]]] | None = None,
) -> list[Row]:
    """The rows that the address asks for, in its order; what has no value stands at one end.

    `text` is what the search looks through (nothing where it was done before), `sorts` gives each
    column's value, `keeps` the values by which each filter keeps a row.
    """
    needle, chosen = query.q.casefold(), (keeps or {}).items()
    found = [
        row
        for row in rows
        if (text is None or needle in text(row).casefold())
        and all(query.filters.get(name, "") in ("", *of(row)) for name, of in chosen)
    ]

    def place(row: Row) -> tuple[bool, Any]:
        value = sorts[query.sort](row)
        return value is not None, value.casefold() if isinstance(value, str) else value

    return sorted(found, key=place, reverse=query.descending)


def choices(name: str, label: str, words: Mapping[str, str], say: Callable[[str], str]) -> Filter:
    """A filter whose values have words of the catalogue."""
    return Filter(name=name, label=label, options=[(key, say(text)) for key, text in words.items()])


def csv_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Response[Any]:
    """A table as a file that spreadsheets open (RFC 4180, UTF-8 with a byte order mark)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return Response(
        ("\ufeff" + text.getvalue()).encode(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _harmless(cell: object) -> str:
    """A cell that a spreadsheet does not take for a formula (CWE-1236)."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
