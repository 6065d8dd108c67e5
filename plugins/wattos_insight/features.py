"""How alike evidence units are: meaning (embeddings) and wording (tf-idf) in one matrix.

A second embedder, where there is one, sees whole units beside the first one's chunks; their mean
finds known groups better than either (see benchmarks/insight.py). All parts are standardised over
all pairs before they are mixed, because the similarities of small multilingual embedding models are
compressed (related about 0.88, unrelated about 0.78). Wording counts within one language only;
across languages meaning stands alone, after each language's mean vector was taken off, or texts
would group by their language instead of their matter.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import msgspec

from wattos_insight.profiles import Wording, nearest_anchors, profiles, unit_length
from wattos_insight.text import content_words, slugify

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from wattos_insight.evidence import EvidenceUnit

    Matrix = NDArray[np.float64]

MEANING_SHARE: Final = 0.7
"""Share of meaning against wording within one language."""
PROFILE_SHARE: Final = 0.6
"""Share of the profiles where there are any. On the development half of benchmarks/transport the
index is 0.58 without them and 0.72 to 0.78 for any share from 0.3 to 0.8."""
_TITLE_REPEATS: Final = 4
"""A title says what a text is about in fewer words than its body: its words count this often."""
_CENTRE_FROM: Final = 4
"""Units of one language from which its mean vector is meaningful."""


class Likeness(msgspec.Struct, frozen=True):
    """How alike `n` units are, and what they are close to."""

    affinity: Matrix
    """standardised similarity of all pairs: `(n, n)`, symmetric, mean 0"""
    nearest: tuple[int, ...] | None = None
    """per unit the index of the organisation's document it is closest to, where profiles exist"""


def likeness(units: Sequence[EvidenceUnit]) -> Likeness:
    """Compare all units with one another."""
    import numpy as np

    same = _same_language(units)
    words = _wording(units)
    wording = _standardised((words.rows @ words.rows.T).toarray(), same)
    views = [_centred(rows, units) for rows in views_of(units)]
    if not views:
        return Likeness(wording)
    everywhere = np.ones_like(same)
    meaning = np.mean([_standardised(_cosine(rows), everywhere) for rows in views], axis=0)
    mixed = np.where(same, MEANING_SHARE * meaning + (1 - MEANING_SHARE) * wording, meaning)
    closeness = profiles(units, views, words)
    if closeness is None:
        return Likeness(mixed)
    profiled = _standardised(_cosine(closeness), everywhere)
    both = (1 - PROFILE_SHARE) * mixed + PROFILE_SHARE * profiled
    return Likeness(both, nearest_anchors(units, closeness))


def views_of(units: Sequence[EvidenceUnit]) -> list[Matrix]:
    """The units' vectors as they are, a matrix for each embedder that has seen them all."""
    return [rows for rows in (_chunk_means(units), _overviews(units)) if rows is not None]


def unit_tokens(unit: EvidenceUnit) -> list[str]:
    """The stems that count: the text, the title several times, the folders of the address."""
    own = [stem for stem, _ in content_words(unit.text, unit.language)]
    title = [stem for stem, _ in content_words(unit.title, unit.language)]
    return own + title * _TITLE_REPEATS + _folders(unit)


def _folders(unit: EvidenceUnit) -> list[str]:
    """A site's own order: the folders of a page's address, as words no text contains."""
    if unit.kind != "page":
        return []
    parts = urlsplit(unit.url).path.split("/")[1:-1]
    return [f"/{slugify(part)}" for part in parts if len(part) > 2] * _TITLE_REPEATS


def _wording(units: Sequence[EvidenceUnit]) -> Wording:
    """tf-idf vectors of length 1 over word stems."""
    text: Any = importlib.import_module("sklearn.feature_extraction.text")
    vectorizer = text.TfidfVectorizer(
        analyzer=unit_tokens, sublinear_tf=True, max_df=0.6 if len(units) > 4 else 1.0
    )
    try:
        return Wording(vectorizer.fit_transform(units), vectorizer.transform)
    except ValueError:  # sklearn's word for "no term is left"
        sparse: Any = importlib.import_module("scipy.sparse")
        return Wording(
            sparse.csr_matrix((len(units), 1)), lambda others: sparse.csr_matrix((len(others), 1))
        )


def _chunk_means(units: Sequence[EvidenceUnit]) -> Matrix | None:
    """The mean vector of each unit's chunks; None when a unit has no vector yet."""
    import numpy as np

    rows: list[Matrix] = []
    for unit in units:
        vectors = [chunk.vector for chunk in unit.chunks if chunk.vector is not None]
        if not vectors:
            return None
        rows.append(np.mean(np.asarray(vectors, dtype=np.float64), axis=0))
    return np.asarray(rows)


def _overviews(units: Sequence[EvidenceUnit]) -> Matrix | None:
    """The units' vectors under the second embedder; None where there is none."""
    import numpy as np

    vectors = [unit.overview for unit in units if unit.overview is not None]
    return np.asarray(vectors, dtype=np.float64) if len(vectors) == len(units) else None


def _centred(rows: Matrix, units: Sequence[EvidenceUnit]) -> Matrix:
    """Take off each language's mean, or the common one where a language has few units."""
    import numpy as np

    languages = np.asarray([unit.language for unit in units])
    centred = rows - rows.mean(axis=0)
    for language in set(languages.tolist()):
        members = languages == language
        if members.sum() >= _CENTRE_FROM:
            centred[members] = rows[members] - rows[members].mean(axis=0)
    return centred


def _cosine(rows: Matrix) -> Matrix:
    scaled = unit_length(rows)
    return scaled @ scaled.T


def _same_language(units: Sequence[EvidenceUnit]) -> NDArray[np.bool_]:
    import numpy as np

    languages = np.asarray([unit.language for unit in units])
    return languages[:, None] == languages[None, :]


def _standardised(similarity: Matrix, pairs: NDArray[np.bool_]) -> Matrix:
    """Mean 0 and deviation 1 over the off-diagonal `pairs`; zeros where nothing varies."""
    import numpy as np

    chosen = similarity[pairs & ~np.eye(len(similarity), dtype=bool)]
    deviation = float(chosen.std()) if chosen.size else 0.0
    if deviation < 1e-12:
        return np.zeros_like(similarity)
    return (similarity - float(chosen.mean())) / deviation
