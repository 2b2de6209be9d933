"""The web application: routers, handlers and middleware put together. Nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from app import db
from app.http.described import DescribedApp
from app.http.desk_streams import listening
from app.http.problems import install_problem_handlers
from app.http.starting import refuse_unsafe_start
from app.http.walls import build_walls
from app.log import set_up_log
from app.routers import (
    admin,
    admin_counselling,
    admin_imports,
    admin_lawyers,
    admin_settings,
    answers,
    certificates,
    content_checks,
    county,
    courses,
    desk_answers,
    desk_calls,
    desk_counselling,
    desk_duplicates,
    desk_figures,
    desk_instruments,
    desk_legal_aid,
    desk_lessons,
    desk_loans,
    desk_notices,
    desk_proxies,
    desk_public_answers,
    desk_quality,
    desk_questions,
    desk_queues,
    desk_rechecks,
    desk_registrations,
    desk_replies,
    desk_requests,
    desk_reviews,
    desk_rights,
    desk_scores,
    desk_slips,
    desk_speech,
    desk_upward,
    desk_village_charters,
    desk_visits,
    documentation,
    files,
    health,
    lessons,
    loans,
    my_counselling,
    my_enrolments,
    my_instruments,
    my_legal_aid,
    my_lessons,
    my_loan,
    my_notices,
    my_pin,
    my_profile,
    my_proxies,
    my_registration,
    my_requests,
    my_rights,
    my_speech,
    my_visits,
    outside,
    provider_courses,
    providers,
    questions,
    sign_in,
    speech,
    staff,
    wechat_push,
)
from app.settings import settings

ROUTERS: tuple[APIRouter, ...] = (
    county.router,  # first: the most asked
    health.router,
    documentation.router,
    sign_in.router,
    my_profile.router,
    my_registration.router,
    my_proxies.router,
    my_requests.router,
    my_notices.router,
    my_counselling.router,
    desk_queues.router,
    desk_duplicates.router,
    desk_proxies.router,
    desk_rechecks.router,  # before the registrations: its literal paths win over an id
    desk_registrations.router,
    desk_replies.router,
    desk_requests.router,
    desk_answers.router,
    desk_calls.router,
    desk_slips.router,
    desk_notices.router,
    answers.router,
    desk_public_answers.router,
    questions.router,
    desk_questions.router,
    desk_counselling.router,
    admin.router,
    admin_counselling.router,
    admin_settings.router,
    wechat_push.router,
    outside.router,
    content_checks.router,
    files.router,
    speech.router,
    my_speech.router,
    desk_speech.router,
    my_pin.router,
    staff.router,
    providers.router,
    desk_reviews.router,
    my_legal_aid.router,
    my_instruments.router,
    desk_instruments.router,
    desk_legal_aid.router,
    admin_lawyers.router,
    courses.router,
    my_enrolments.router,
    provider_courses.router,
    certificates.router,
    my_rights.router,
    desk_rights.router,
    loans.router,
    my_loan.router,
    desk_loans.router,
    lessons.router,
    my_lessons.router,
    desk_lessons.router,
    desk_visits.router,
    desk_figures.router,
    desk_quality.router,
    desk_scores.router,
    desk_upward.router,
    admin_imports.router,
    desk_village_charters.router,
    my_visits.router,
)
DESCRIPTION = "守望：农村留守妇女关爱服务接口。错误一律为 application/problem+json，附一句能照着做的中文。"


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """Open what the process needs, refuse to start unsafe, close it at the end."""
    set_up_log(settings().log_level)
    db.open_database()
    await refuse_unsafe_start()
    async with listening():
        yield
    await db.database.close()


def create_app() -> FastAPI:
    """Build the application; in demo mode the stand-ins for WeChat and SMS are mounted beside it."""
    app = DescribedApp(
        title="守望",
        version="1",
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    for router in ROUTERS:
        app.include_router(router)
    install_problem_handlers(app)
    build_walls(app, settings())
    if settings().demo:
        from sandbox.app import mount  # noqa: PLC0415  the stand-ins are not part of a production image

        mount(app)
    return app
