"""Giving jobs whose worker died back to those who live: the library leaves this to us (security §4.3)."""

import structlog
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

DEAD_AFTER_SECONDS = 30.0
_log = structlog.get_logger()


async def rescue(manager: JobManager, *, dead_after: float = DEAD_AFTER_SECONDS) -> int:
    """Let every job be done again whose worker gave no sign for so many seconds; gives how many.

    A job of which the next one waits already (a clock's own, once at a time) is ended: its twin does the same work.
    """
    stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=dead_after))
    for job in stalled:
        _log.warning("job.rescued", task=job.task_name, job_id=job.id)
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            await manager.finish_job(job, Status.FAILED, delete_job=False)
    return len(stalled)
