"""The second process: runs the jobs, as a login role that owns nothing and bypasses nothing."""

import asyncio

import procrastinate
from sqlalchemy import make_url

from app import db
from app.jobs.delivering import check_templates_of
from app.jobs.registry import connected, tasks
from app.log import set_up_log
from app.notifications.outside import open_outside
from app.settings import settings

CONNECTIONS = 4
AT_ONCE = 4


def worker_app(url: str) -> procrastinate.App:
    """Build the worker library's app; its own connections look into the schema `jobs` only."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connector = procrastinate.PsycopgConnector(
        conninfo=plain, kwargs={"options": "-c search_path=jobs"}, min_size=1, max_size=CONNECTIONS
    )
    app = procrastinate.App(connector=connector)
    app.add_tasks_from(tasks, namespace="")
    return app


async def serve() -> None:
    """Work until told to stop; what is running is finished first."""
    set_up_log(settings().log_level)
    url = settings().worker_database_url
    db.database.open(url, pool_size=AT_ONCE, max_overflow=0, pool_timeout=5)
    await db.refuse_unsafe_login()
    await db.refuse_wrong_clock()
    app = worker_app(url)
    async with open_outside(settings()) as outside, app.open_async():
        await check_templates_of(outside)
        with connected(outside):
            await app.run_worker_async(concurrency=AT_ONCE, shutdown_graceful_timeout=10, update_heartbeat_interval=10)
    await db.database.close()


if __name__ == "__main__":
    asyncio.run(serve())
