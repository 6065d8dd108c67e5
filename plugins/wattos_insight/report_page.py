"""The report as one page that needs nothing from outside: no script, no font, no request."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, get_args

import msgspec

from wattos_insight.naming import spoken_language
from wattos_insight.report_schemas import Report
from wattos_insight.schemas import (
    Enrichment,
    Gap,
    Persona,
    TargetGroup,
    Ungrouped,
    UngroupedReason,
)
from wattos_insight.wording import quoted

if TYPE_CHECKING:
    from jinja2 import Template

_WIDTH: Final = 560
_HEIGHT: Final = 150
_MARGIN: Final = 30
_SHOWN_GAPS: Final = 40
_SHOWN_LEFT: Final = 40
_REASONS: Final = get_args(UngroupedReason)


class PageTexts(msgspec.Struct, frozen=True):
    """The page's own words by language."""

    de: dict[str, str]
    en: dict[str, str]


def render(report: Report, language: str) -> str:
    """The page in German or English; quotes stay in the language in which they stand."""
    texts = page_texts().en if language == "en" else page_texts().de
    code = "en" if language == "en" else "de"
    return _template().render(
        report=report,
        language=code,
        t=texts,
        trials=_lines(report.trials),
        gaps=_once(report.gaps)[:_SHOWN_GAPS],
        left=_left(report.ungrouped),
        once=_once,
        adapted=_adapted,
        longest=max((*(item.group.share for item in report.groups), report.noise_share, 1e-9)),
        said_in_quotes=lambda text: quoted(text, code),
        spoken=lambda spoken: spoken_language(spoken, code),
        number=lambda value: f"{value:.2f}".replace(".", "." if code == "en" else ","),
        percent=lambda share: f"{100 * share:.0f} %",
        words=lambda content, field: _words(content, field, code),
        said=lambda by_language: by_language.get(code) or by_language.get("en", ""),
    )


@lru_cache(maxsize=1)
def page_texts() -> PageTexts:
    """The words of `report.toml`."""
    raw = resources.files("wattos_insight").joinpath("report.toml").read_bytes()
    return msgspec.toml.decode(raw, type=PageTexts)


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    raw = resources.files("wattos_insight").joinpath("report.html").read_text("utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(raw)


def _words(content: TargetGroup | Persona, field: str, language: str) -> Any:
    """A field as the page's reader can read it: what people wrote stays as they wrote it."""
    own: Any = content.tone.style if field == "style" and isinstance(content, Persona) else None
    if own is None:
        own = getattr(content, field)
    said = content.also.get(language)
    written = "answering" if field == "style" else field
    if said is not None and written not in content.edited:
        own = getattr(said, field)
    return [getattr(item, "text", item) for item in own] if isinstance(own, tuple) else own


def _once(gaps: list[Gap]) -> list[Gap]:
    """Each question once, however often it was asked."""
    return list({gap.question.casefold(): gap for gap in reversed(gaps)}.values())[::-1]


def _left(entries: list[Ungrouped]) -> list[tuple[str, list[Ungrouped], int]]:
    """What has no group by reason: the entries to show, and how many more there are."""
    by_reason = [(reason, [one for one in entries if one.reason == reason]) for reason in _REASONS]
    return [
        (reason, found[:_SHOWN_LEFT], len(found[_SHOWN_LEFT:]))
        for reason, found in by_reason
        if found
    ]


def _adapted(passages: list[Enrichment]) -> bool:
    """Whether a language model put any of them in plainer words."""
    return any(passage.method == "model" for passage in passages)


def _lines(trials: list[dict[str, float]]) -> dict[str, Any]:
    """Points of the plot of silhouette and stability over the numbers of groups that were tried."""
    if len(trials) < 2:
        return {}
    first, last = trials[0]["groups"], trials[-1]["groups"]

    def points(key: str) -> list[tuple[float, float]]:
        most = max(max(trial[key] for trial in trials), 1e-9)
        return [
            (
                round(_MARGIN + (_WIDTH - 2 * _MARGIN) * (t["groups"] - first) / (last - first), 1),
                round(_HEIGHT - _MARGIN - (_HEIGHT - 2 * _MARGIN) * max(t[key], 0) / most, 1),
            )
            for t in trials
        ]

    chosen = max(trials, key=lambda trial: trial["silhouette"] * trial["stability"])
    return {
        "width": _WIDTH,
        "chosen": int(chosen["groups"]),
        "height": _HEIGHT,
        "labels": [
            (point[0], int(trial["groups"]))
            for point, trial in zip(points("stability"), trials, strict=True)
        ],
        "stability": points("stability"),
        "silhouette": points("silhouette"),
        "best": {key: max(trial[key] for trial in trials) for key in ("stability", "silhouette")},
    }
