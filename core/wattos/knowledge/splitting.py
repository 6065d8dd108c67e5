"""Files that hold many documents: exports of tickets and conversations."""

from __future__ import annotations

import asyncio

import msgspec

from wattos.knowledge.protocols import Splitter
from wattos.knowledge.schemas import NewDocument


async def split_file(splitter: Splitter, new: NewDocument) -> list[NewDocument]:
    """The documents inside a file, or the file itself when it is one document.

    Each part's address is the file's with the part's key as fragment. Raises `DocumentError`.
    """
    parts = await asyncio.to_thread(
        splitter.split, new.data, url=new.url, source_kind=new.source_kind
    )
    if not parts:
        return [new]
    return [
        msgspec.structs.replace(
            new,
            url=f"{new.url}#{part.key}",
            title=part.title,
            data=part.data,
            media_type=part.media_type,
            source_kind=part.source_kind,
            language=part.language or new.language,
            metadata=new.metadata | part.metadata,
        )
        for part in parts
    ]
