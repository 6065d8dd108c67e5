"""Inbox, outbox, jobs and schedules, with the look-ups that workers make across tenants."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import definer_function, execute, protect

ID = "2026-11-22T10:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "inbox, outbox, jobs and schedules"

INBOX = """
create table inbox_message (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    channel text not null,
    channel_message_id text not null,
    payload jsonb not null default '{}',
    state text not null default 'received' check (state in ('received', 'done', 'failed')),
    unique (tenant_id, channel, channel_message_id)
)
"""

OUTBOX = """
create table outbox_message (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    channel text not null,
    recipient jsonb not null default '{}',
    conversation_id uuid,
    idempotency_key text not null,
    payload jsonb not null default '{}',
    state text not null default 'pending'
        check (state in ('pending', 'sending', 'sent', 'failed', 'unknown')),
    attempts int not null default 0,
    next_attempt_at timestamptz,
    error text,
    sent_at timestamptz,
    unique (tenant_id, channel, idempotency_key)
)
"""

JOB = """
create table job (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    position bigint generated always as identity,
    kind text not null,
    queue text not null check (queue in ('interactive', 'bulk')),
    payload jsonb not null default '{}',
    key text,
    sequence_key text,
    state text not null default 'queued'
        check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    attempt int not null default 0,
    max_attempts int not null default 3,
    lease_seconds int not null default 60,
    run_at timestamptz not null default now(),
    lease_until timestamptz,
    worker text,
    cancel_requested boolean not null default false,
    progress jsonb not null default '{}',
    result jsonb,
    error text,
    requested_by uuid,
    started_at timestamptz,
    finished_at timestamptz
)
"""

JOB_INDEXES = """
create index job_due on job (queue, run_at, position) where state = 'queued';
create index job_lease on job (queue, lease_until) where state = 'running';
create index job_recent on job (tenant_id, position desc);
create unique index job_key on job (tenant_id, kind, key)
    where key is not null and state in ('queued', 'running');
create index job_sequence on job (tenant_id, sequence_key, position)
    where sequence_key is not null and state in ('queued', 'running')
"""

SCHEDULE = """
create table schedule_state (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    name text not null,
    next_run_at timestamptz not null,
    unique (tenant_id, name)
)
"""

# A queued job that is due, or a running one whose worker fell silent. Jobs of one sequence run one
# after another: an earlier unfinished one keeps the later ones back, locked or not.
CLAIM = """
create function claim_jobs(p_queue text, p_worker text, p_limit int)
returns table (id uuid, tenant_id uuid, attempt int)
language sql volatile security definer as $$
    with due as (
        select j.id from job j
        where j.queue = p_queue and (
            (j.state = 'queued' and j.run_at <= now() and (
                j.sequence_key is null or j.cancel_requested or not exists (
                    select 1 from job e
                    where e.tenant_id = j.tenant_id and e.sequence_key = j.sequence_key
                        and e.state in ('queued', 'running') and e.position < j.position)))
            or (j.state = 'running' and j.lease_until < now()))
        order by j.run_at, j.position
        limit p_limit
        for update skip locked
    )
    update job set state = 'running', attempt = job.attempt + 1, worker = p_worker,
        lease_until = now() + make_interval(secs => job.lease_seconds),
        started_at = coalesce(job.started_at, now())
    from due where job.id = due.id
    returning job.id, job.tenant_id, job.attempt
$$
"""

NEXT_DUE = """
create function next_job_due(p_queue text) returns timestamptz
language sql stable security definer as $$
    select min(due) from (
        select min(run_at) as due from job
            where queue = p_queue and state = 'queued' and run_at > now()
        union all
        select min(lease_until) from job where queue = p_queue and state = 'running'
    ) as times
$$
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="delivery", description=DESCRIPTION)

    async def run() -> None:
        for statement in (INBOX, OUTBOX, JOB, JOB_INDEXES, SCHEDULE):
            await execute(statement)
        await protect("inbox_message", "outbox_message", "job", "schedule_state")
        await definer_function(CLAIM, "claim_jobs(text, text, int)")
        await definer_function(NEXT_DUE, "next_job_due(text)")

    manager.add_raw(run)
    return manager
