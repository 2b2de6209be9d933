"""Requests in every state and level, lived through the service's own steps, at times relative to now."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from app import clock, db
from app.domain.help_requests import desk_moves, ending_moves, her_moves, inputs, part_moves, submitting
from app.domain.help_requests.access import by_id
from app.http.actor import context_of
from app.models.help_requests import HelpRequest
from app.permissions.actors import Actor
from app.vocabulary import Audience, Face, Level, RejectReason, Role, WithdrawKind
from sandbox.demo import care, names
from sandbox.demo.people import Cast

REASON = "这件事要先由别的单位核实情况。"
CHECKED = ["spoke_safely", "no_danger_now", "knows_whom_to_call", "duty_to_report_done"]
Move = Callable[["Life"], Awaitable[None]]


class Life:
    """One request on its way: who asked, what it is now, and what time it is in its life."""

    def __init__(self, cast: Cast, random: Random, woman: Actor, at: datetime) -> None:
        self.cast, self.random, self.woman, self.at = cast, random, woman, at
        self.request: HelpRequest | None = None

    async def ask(self, service: str) -> None:
        """Ask for a service."""
        said = inputs.SubmitRequest(services=[service], telling=self.random.choice(names.TELLINGS), share=True)
        with clock.stopped(self.at):
            async with db.transaction(context_of(self.woman)) as session:
                receipt = await submitting.submit(session, actor=self.woman, telling=said)
        self.request = receipt.requests[0]

    def later(self, low: float, high: float) -> None:
        """Let hours pass, never beyond this moment."""
        wanted = self.at + timedelta(hours=self.random.uniform(low, high))
        self.at = min(wanted, datetime.now(clock.COUNTY_ZONE) - timedelta(minutes=1))

    async def fresh(self) -> HelpRequest:
        """Read the request as it is now."""
        assert self.request is not None  # noqa: S101  asked before anything else
        async with db.transaction(db.Context(Audience.ROUTE, self.cast.county)) as session:
            self.request = await by_id(session, county=self.cast.county, request_id=self.request.id)
        return self.request

    async def worker(self, *, head: bool = False) -> Actor:
        """Find who takes the next step at the lead's desk."""
        request = await self.fresh()
        people = self.cast.staff[request.lead_office]
        if not head and request.owner_id is not None:
            return next(one for one in people if one.id == request.owner_id)
        heading = (Role.DEPARTMENT_HEAD, Role.COUNTY_DESK)
        fit = [one for one in people if (one.role in heading) is head or one.role is Role.COUNTY_DESK]
        return fit[-1] if head else fit[0]

    async def act(
        self, step: Callable[..., Awaitable[object]], actor: Actor, *, version: bool = True, **more: object
    ) -> None:
        """Take one step as somebody, at this time of the life."""
        request = await self.fresh()
        expected = {"expected": request.version} if version else {}
        with clock.stopped(self.at):
            async with db.transaction(context_of(actor)) as session:
                await step(session, actor=actor, request_id=request.id, **expected, **more)


async def accept(life: Life) -> None:
    life.later(1, 8)
    await life.act(desk_moves.accept, await life.worker())


async def reply(life: Life) -> None:
    life.later(1, 20)
    said = inputs.Reply(body=life.random.choice(names.REPLIES))
    await life.act(desk_moves.reply, await life.worker(), said=said)


async def ask_back(life: Life) -> None:
    life.later(1, 10)
    said = inputs.Ask(body="请再补充一点情况。", missing=["身份证照片"])
    await life.act(desk_moves.ask, await life.worker(), said=said)


async def refer_out(life: Life) -> None:
    life.later(1, 10)
    said = inputs.Refer(outside="县人民医院", note="请他们先出一份意见。")
    await life.act(part_moves.refer, await life.worker(), said=said)


async def bounce(life: Life) -> None:
    life.later(1, 4)
    said = inputs.Return(reason=REASON, suggested_office="civil_affairs")
    request = await life.fresh()
    if request.lead_office == "civil_affairs":
        said = inputs.Return(reason=REASON, suggested_office="womens_federation")
    await life.act(desk_moves.give_back, await life.worker(), said=said)


async def resolve(life: Life) -> None:
    life.later(10, 40)
    worker = await life.worker()
    async with db.transaction(db.Context(Audience.ROUTE, life.cast.county)) as session:
        from app.domain.help_requests import placing  # noqa: PLC0415  only this scene looks at tasks
        from app.vocabulary import TaskPart, TaskState  # noqa: PLC0415  the same

        request = await by_id(session, county=life.cast.county, request_id=(await life.fresh()).id)
        owed = [t.id for t in await placing.tasks_of(session, request, TaskState.OPEN) if t.part is TaskPart.CO]
    for task in owed:
        said = inputs.ExcusePart(task_id=task, reason="这部分不用再做了。")
        await life.act(part_moves.excuse_part, worker, said=said)
    await care.plan(life, worker)
    await life.act(
        ending_moves.resolve, worker, said=inputs.Resolve(body="办好了，请您看看解决没有。", safety_check=CHECKED)
    )
    await agree(life)


async def agree(life: Life) -> None:
    request = await life.fresh()
    if request.pending is None:
        return
    life.later(0.5, 4)
    second = await life.worker(head=True)
    if second.id == request.pending_by:
        people = life.cast.staff[request.lead_office]
        second = next(one for one in people if one.id != request.pending_by and one.role is second.role)
    await life.act(ending_moves.approve, second, said=inputs.Approve(agree=True))


async def reject(life: Life) -> None:
    life.later(1, 8)
    said = inputs.Reject(reason=RejectReason.NOT_IN_DUTY, body="这件事不归我们办。", other_path="可以打12345。")
    await life.act(ending_moves.reject, await life.worker(), said=said)
    await agree(life)


async def review(life: Life) -> None:
    life.later(1, 20)
    await life.act(her_moves.review, life.woman, version=False)


async def confirm(life: Life) -> None:
    life.later(2, 60)
    await life.act(her_moves.confirm, life.woman, version=False)
    face = life.random.choice([Face.GLAD, Face.GLAD, Face.SO_SO, Face.UNHAPPY])
    await life.act(her_moves.rate, life.woman, version=False, said=inputs.Rate(face=face))


async def reopen(life: Life) -> None:
    life.later(2, 20)
    await life.act(her_moves.reopen, life.woman, version=False, said=inputs.Reopen())


async def withdraw(life: Life) -> None:
    life.later(1, 8)
    await life.act(her_moves.withdraw, life.woman, version=False, said=inputs.Withdraw(kind=WithdrawKind.STOP))


LIVES: tuple[tuple[Move, ...], ...] = (
    (),
    (accept,),
    (accept, reply),
    (accept, ask_back),
    (accept, reply, refer_out),
    (bounce,),
    (bounce, bounce),
    (accept, reply, resolve),
    (reject,),
    (reject, review),
    (accept, reply, resolve, confirm),
    (accept, reply, resolve, reopen),
    (withdraw,),
)


async def live(cast: Cast, random: Random, services: list[tuple[str, Level]], number: int) -> UUID:
    """Live one request: every service and every life comes round."""
    service, level = services[number % len(services)]
    moves = LIVES[(number // 3) % len(LIVES)]
    if level is Level.CLOSED:
        moves = tuple(move for move in moves if move not in (bounce, refer_out))
    if service == "other":
        moves = ()
    days = 2 * len(moves) + random.uniform(0.05, 20 if number % 2 else 1)
    woman = cast.women[random.randrange(len(cast.women))]
    life = Life(cast, random, woman, datetime.now(clock.COUNTY_ZONE) - timedelta(days=days))
    await life.ask(service)
    for move in moves:
        await move(life)
    return (await life.fresh()).id
