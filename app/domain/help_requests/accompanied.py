"""A request in which a counsellor accompanies her: it closes with a plan, and nobody else goes on without her yes."""

from sqlmodel import col, select

from app.domain.help_requests.moves import Scene
from app.errors import Conflict
from app.models.counselling import CounsellingPlan, CounsellingSeat


class PlanFirst(Conflict):
    """Counselling ends with a plan she can read."""

    code, message = "plan_first", "结束前要先和她一起写好计划，让她看得到。"


class AskHerFirst(Conflict):
    """Another person goes on only when she agrees."""

    code, message = "ask_her_first", "换人要她同意：请在“谈心”里提出交接，等她答应。"


async def refuse_unplanned(scene: Scene) -> None:
    """Hold the finish of counselling back until there is a plan. Raises PlanFirst (409)."""
    request = scene.request
    if not scene.loaded.service(request.service_code).counselling:
        return
    plan = select(CounsellingPlan.id).where(
        col(CounsellingPlan.county) == request.county, col(CounsellingPlan.request_id) == request.id
    )
    if (await scene.session.exec(plan.limit(1))).first() is None:
        raise PlanFirst


async def refuse_without_her(scene: Scene) -> None:
    """Refuse to put another in the place of her counsellor. Raises AskHerFirst (409)."""
    request = scene.request
    seat = select(CounsellingSeat.id).where(
        col(CounsellingSeat.county) == request.county,
        col(CounsellingSeat.request_id) == request.id,
        col(CounsellingSeat.ended_at).is_(None),
    )
    if (await scene.session.exec(seat.limit(1))).first() is not None:
        raise AskHerFirst
