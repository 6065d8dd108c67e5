"""How much of what is known of has been read: "12 of 80 pages"."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from wattos.database import current_tenant_id, execute, fetchrow, fetchval, new_id
from wattos.events import Reading
from wattos.knowledge.schemas import KnowledgeFilter

# A source that has not been heard of for a while has crashed, and a resumed one speaks up again.
_FRESH = "updated_at > now() - interval '5 minutes'"

_ANYTHING_OUT = f"""
select exists (select 1 from document where tenant_id = $1 and state not in ('ready', 'failed'))
    or exists (select 1 from awaited_source where tenant_id = $1 and {_FRESH})
"""  # noqa: S608

# What came since an announcement is counted as a document and no longer as announced.
# A document counts as read once its words are searchable; a newer version on its way does not
# take the old one's passages away.
_COUNT = f"""
with read as (
    select count(*) filter (where state in ('chunked', 'embedded', 'ready') or exists (
        select 1 from chunk c where c.tenant_id = $1 and c.document_id = d.id)) as read,
        count(*) as total
    from document d where tenant_id = $1 and state <> 'failed'
      and ($2::uuid[] is null or space_id = any ($2))
      and ($3::uuid[] is null or id = any ($3))
      and ($4::text[] is null or source_kind = any ($4))
), awaited as (
    select coalesce(sum(greatest(a.documents - (
        select count(*) from document d where d.tenant_id = $1 and d.space_id = a.space_id
          and d.source_kind = a.source_kind and d.created_at > a.updated_at), 0)), 0) as documents
    from awaited_source a
    where tenant_id = $1 and {_FRESH} and $3::uuid[] is null
      and ($2::uuid[] is null or space_id = any ($2))
      and ($4::text[] is null or source_kind = any ($4))
)
select r.read, r.total + a.documents as total from read r, awaited a
"""  # noqa: S608

_UNKNOWN = """
select count(*) from unnest($3::text[]) as u (url) where not exists (
    select 1 from document d where d.tenant_id = $1 and d.space_id = $2 and d.url = u.url)
"""

_AWAIT = """
insert into awaited_source (id, tenant_id, space_id, source, source_kind, documents)
values ($1, $2, $3, $4, $5, $6)
on conflict (tenant_id, source) do update set documents = excluded.documents, updated_at = now()
"""


async def count_reading(chosen: KnowledgeFilter) -> Reading:
    """Documents whose words can be found, of all that are there or announced.

    A filter's languages are left out: a document's language is known only once it is read.
    """
    tenant_id = current_tenant_id()
    if not await fetchval(_ANYTHING_OUT, tenant_id):
        return Reading(read=0, total=0)
    row = await fetchrow(
        _COUNT, tenant_id, chosen.space_ids, chosen.document_ids, chosen.source_kinds
    )
    return Reading(read=row["read"], total=int(row["total"])) if row else Reading(read=0, total=0)


async def await_documents(
    space_id: UUID, source: UUID, source_kind: str, urls: Sequence[str], at_most: int
) -> None:
    """Keep how many of these addresses the space does not have yet; none ends the announcement."""
    tenant_id = current_tenant_id()
    missing = await fetchval(_UNKNOWN, tenant_id, space_id, list(urls)) if urls else 0
    if not missing:
        await execute(
            "delete from awaited_source where tenant_id = $1 and source = $2", tenant_id, source
        )
        return
    await execute(_AWAIT, new_id(), tenant_id, space_id, source, source_kind, min(missing, at_most))
