"""Claiming jobs in turn: a tenant with many waiting jobs does not hold up the others."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import definer_function, execute

ID = "2026-11-22T23:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "jobs are claimed tenant by tenant"

INDEX = """
create index job_waiting on job (queue, tenant_id, run_at, position) where state = 'queued'
"""

# A job's turn is its place among its tenant's waiting jobs plus what the tenant has running, so
# that tenants alternate. The walk over tenants and the look at a few jobs of each use the index,
# however many wait; the few more are for other workers' locked ones. Jobs whose worker fell silent
# come first. Jobs of one sequence run one after another: an earlier unfinished one keeps the later
# ones back, locked or not.
CLAIM = """
create function claim_jobs(
    p_queue text, p_worker text, p_limit int, p_besides uuid[] default '{}')
returns table (id uuid, tenant_id uuid, attempt int)
language sql volatile security definer as $$
    with recursive waiting as (
        (select j.tenant_id from job j where j.queue = p_queue and j.state = 'queued'
            order by j.tenant_id limit 1)
        union all
        select (select j.tenant_id from job j where j.queue = p_queue and j.state = 'queued'
            and j.tenant_id > w.tenant_id order by j.tenant_id limit 1)
        from waiting w where w.tenant_id is not null
    ), running as (
        select j.tenant_id, count(*) as jobs from job j
        where j.queue = p_queue and j.state = 'running' and j.lease_until >= now()
        group by j.tenant_id
    ), candidate as (
        select next.id, next.run_at, next.position, next.place + coalesce(r.jobs, 0) as turn
        from waiting w
        cross join lateral (
            select j.id, j.run_at, j.position,
                row_number() over (order by j.run_at, j.position) as place
            from job j
            where j.queue = p_queue and j.tenant_id = w.tenant_id
                and j.state = 'queued' and j.run_at <= now() and (
                j.sequence_key is null or j.cancel_requested or not exists (
                    select 1 from job e
                    where e.tenant_id = j.tenant_id and e.sequence_key = j.sequence_key
                        and e.state in ('queued', 'running') and e.position < j.position))
            order by j.run_at, j.position
            limit p_limit + 16
        ) as next
        left join running r on r.tenant_id = w.tenant_id
        where w.tenant_id <> all (p_besides)
        union all
        select j.id, j.run_at, j.position, 0 from job j
        where j.queue = p_queue and j.state = 'running' and j.lease_until < now()
            and j.tenant_id <> all (p_besides)
    ), nearest as materialized (
        select c.id, row_number() over (order by c.turn, c.run_at, c.position) as turn
        from candidate c order by turn limit p_limit + 16
    ), due as (
        select j.id from nearest n join job j on j.id = n.id
        where j.state = 'queued' or (j.state = 'running' and j.lease_until < now())
        order by n.turn
        limit p_limit
        for update of j skip locked
    )
    update job set state = 'running', attempt = job.attempt + 1, worker = p_worker,
        lease_until = now() + make_interval(secs => job.lease_seconds),
        started_at = coalesce(job.started_at, now())
    from due where job.id = due.id
    returning job.id, job.tenant_id, job.attempt
$$
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="delivery", description=DESCRIPTION)

    async def run() -> None:
        await execute(INDEX)
        await execute("drop function claim_jobs(text, text, int)")
        await definer_function(CLAIM, "claim_jobs(text, text, int, uuid[])")

    manager.add_raw(run)
    return manager
