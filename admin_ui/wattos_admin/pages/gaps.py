"""What people ask and the material does not answer, as the newest analysis found it."""

from __future__ import annotations

from litestar import Controller, get
from litestar.di import NamedDependency

from wattos_admin.formats import TONGUE_WORDS
from wattos_admin.insights import GAP_WORDS, Analysis, Gap, read
from wattos_admin.listing import Listing, ListQuery, arranged, choices, csv_file
from wattos_admin.pages.insight import may_read
from wattos_admin.session import AnyRequest
from wattos_admin.view import HtmlResponse, View


class GapController(Controller):
    """Gaps of the material."""

    path = "/insight/gaps"

    @get(guards=[may_read])
    async def show_list(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Every gap with the place where it was asked."""
        query = ListQuery.of(
            request,
            sorts=("found", "question"),
            default_sort="found",
            filters=("reason", "language"),
        )
        analyses = await read(view, "analyses", list[Analysis], limit=1)
        found = arranged(
            enumerate(analyses[0].gaps if analyses else ()),
            query,
            text=lambda one: one[1].question,
            sorts={"found": lambda one: one[0], "question": lambda one: one[1].question},
            keeps={
                "reason": lambda one: (one[1].reason,),
                "language": lambda one: (one[1].language,),
            },
        )
        gaps = [gap for _, gap in found]
        if query.export:
            return _export(view, gaps)
        filters = (
            choices("reason", view._("Every reason"), GAP_WORDS, view._),
            choices("language", view._("Every language"), TONGUE_WORDS, view._),
        )
        listing = Listing.part_of(gaps, query, filters)
        return await view.page("insight/gaps.html", list=listing, gap_words=GAP_WORDS)


def _export(view: View, gaps: list[Gap]) -> HtmlResponse:
    headings = [view._("Question"), view._("Language"), view._("Reason"), view._("Where it stands")]
    return csv_file(
        "gaps",
        headings,
        (
            (one.question, one.language, view._(GAP_WORDS[one.reason]), one.evidence.url)
            for one in gaps
        ),
    )
