"""Requests that have to do with nothing else: greetings, spam, what strays in from elsewhere.

How alike units are among themselves cannot tell them: in a corpus of its own every text has
neighbours. So each request is measured by how near it comes, uncentred, to what the organisation
writes (its closest document, under each embedder) and to what others ask (its nearest fifth of the
requests, at most 20). Where the organisation wrote nothing, the requests alone are the measure.

A request belongs to nothing when both hold:

- It is far out. Each measure is put on the scale of a normal distribution fitted to its upper part
  (the 60th and 90th percentile, which what lies far below does not touch), and the sum of them
  likewise; the request lies more than 1.75 deviations under the fitted mean. Mean and deviation are
  then taken anew without what is out, until no more go.
- It is nearer to the unrelated than to the usual: averaged over the measures, below the middle
  between the median of all pairs and the fitted mean. A request that is merely less typical stays.

Limit and percentiles were chosen on the development half of benchmarks/noise. Pages and files are
the organisation's own and always belong.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from wattos_insight.features import views_of
from wattos_insight.profiles import anchors_of, unit_length

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from wattos_insight.evidence import EvidenceUnit

    Matrix = NDArray[np.float64]
    Values = NDArray[np.float64]

_FEWEST: Final = 20
"""Requests from which their distribution says something."""
_DEVIATIONS: Final = 1.75
_MIDDLE: Final = 0.5
_LOW: Final = (0.6, 0.253)
_HIGH: Final = (0.9, 1.282)
"""Two percentiles, each with its deviations above the mean of a normal distribution."""
_NEIGHBOURS: Final = 20
_SHARE: Final = 5
_ROUNDS: Final = 10


class _Measure(msgspec.Struct, frozen=True):
    """How near each request comes to something, and how near unrelated texts do."""

    values: Values
    unrelated: float


def strays(units: Sequence[EvidenceUnit]) -> frozenset[int]:
    """Indices of the requests that belong to nothing.

    None are told among few requests or without vectors.
    """
    import numpy as np

    asked = np.asarray([index for index, unit in enumerate(units) if unit.asked], dtype=np.int64)
    views = [unit_length(rows) for rows in views_of(units)]
    if len(asked) < _FEWEST or not views:
        return frozenset()
    anchors = anchors_of(units)
    measures = [
        _nearest(rows[asked], rows[anchors]) if anchors else _among(rows[asked]) for rows in views
    ]
    measures.append(_among(views[-1][asked]))
    far = _far_out(np.sum([_scaled(one.values, one.values) for one in measures], axis=0))
    position = np.mean([_position(one) for one in measures], axis=0)
    return frozenset(int(index) for index in asked[far & (position < _MIDDLE)])


def _far_out(total: Values) -> NDArray[np.bool_]:
    kept = total
    for _ in range(_ROUNDS):
        still = total[_scaled(total, kept) >= -_DEVIATIONS]
        if len(still) == len(kept):
            break
        kept = still
    return _scaled(total, kept) < -_DEVIATIONS


def _nearest(rows: Matrix, documents: Matrix) -> _Measure:
    """Closeness to the closest document."""
    import numpy as np

    closeness = rows @ documents.T
    return _Measure(closeness.max(axis=1), float(np.median(closeness)))


def _among(rows: Matrix) -> _Measure:
    """Mean closeness to the nearest other requests."""
    import numpy as np

    closeness = rows @ rows.T
    unrelated = float(np.median(closeness))
    np.fill_diagonal(closeness, -np.inf)
    count = min(_NEIGHBOURS, len(rows) // _SHARE)
    return _Measure(np.sort(closeness, axis=1)[:, -count:].mean(axis=1), unrelated)


def _fitted(values: Values) -> tuple[float, float]:
    """Mean and deviation of a normal distribution through the two percentiles."""
    import numpy as np

    low, high = np.quantile(values, [_LOW[0], _HIGH[0]])
    deviation = max(float(high - low) / (_HIGH[1] - _LOW[1]), 1e-9)
    return float(low) - _LOW[1] * deviation, deviation


def _scaled(values: Values, reference: Values) -> Values:
    """`values` in deviations from the mean that fits `reference`."""
    mean, deviation = _fitted(reference)
    return (values - mean) / deviation


def _position(measure: _Measure) -> Values:
    """0 is as near as unrelated texts come, 1 as near as requests usually do."""
    mean, _ = _fitted(measure.values)
    return (measure.values - measure.unrelated) / max(mean - measure.unrelated, 1e-9)
