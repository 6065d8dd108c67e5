"""Which of many questions are one question."""

from __future__ import annotations

from collections.abc import Sequence

from wattos.verified.profile import Profile, profile_of
from wattos.verified.sameness import Words, compare

_Bucket = tuple[frozenset[str], bool, frozenset[str]]


async def group_questions(
    questions: Sequence[tuple[str, str]], words: Words | None
) -> list[list[int]]:
    """Places in `questions` (text, language) that belong together, in the order of the first.

    A question joins the first group whose first question means the same; only questions that ask
    for the same are compared at all. Raises `Unavailable` when `words` does not answer.
    """
    groups: list[list[int]] = []
    exact: dict[str, list[int]] = {}
    buckets: dict[_Bucket, list[tuple[Profile, list[int]]]] = {}
    for place, (text, language) in enumerate(questions):
        spelling = " ".join(text.casefold().split()).rstrip("?!. ")
        if spelling in exact:
            exact[spelling].append(place)
            continue
        profile = profile_of(text, language)
        bucket = buckets.setdefault((profile.asks, profile.negated, profile.numbers), [])
        group = await _first_same(profile, bucket, words)
        if group is None:
            group = []
            groups.append(group)
            bucket.append((profile, group))
        group.append(place)
        exact[spelling] = group
    return groups


async def _first_same(
    profile: Profile, bucket: Sequence[tuple[Profile, list[int]]], words: Words | None
) -> list[int] | None:
    if not profile.subject:
        return None  # "What does it cost?" may be about anything
    for other, group in bucket:
        if other.subject and (await compare(profile, other, words)).score > 0:
            return group
    return None
