from __future__ import annotations

from datetime import UTC, datetime

from wattos.cli.doctor_tenants import told_housekeeping, told_vectors
from wattos.knowledge import EmbeddingStatus


def status(embedded: int, serving: str | None, *, barred: bool = False) -> EmbeddingStatus:
    return EmbeddingStatus(
        model="new/one", passages=10, embedded=embedded, serving=serving, barred=barred
    )


def test_doctor_says_how_far_a_switch_is_and_whose_regions_bar_it() -> None:
    told = told_vectors([status(10, "new/one"), status(4, "old/one"), status(0, None, barred=True)])
    assert told.ok
    assert told.detail == (
        "3 organisations; 4 of 10 passages embedded in 1; old/one serves meanwhile; "
        "1 search by words alone: their regions do not allow the embedder"
    )
    assert told_vectors([]).detail == "0 organisations"


def test_doctor_says_since_when_old_rows_are_gone() -> None:
    nights = [datetime(2026, 11, day, 2, 30, tzinfo=UTC) for day in (21, 20)]
    assert told_housekeeping(nights).detail == "done since 2026-11-20 02:30 UTC"
    assert told_housekeeping([nights[0], None]).detail == (
        "done since 2026-11-21 02:30 UTC; not yet in 1 organisation: a worker does it at night"
    )
    assert told_housekeeping([]).detail == "no organisations"
