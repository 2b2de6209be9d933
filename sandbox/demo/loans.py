"""Twenty-one invented applications in every stage, and three tips on unknown agents."""

from datetime import datetime, timedelta

from app import clock, db
from app.db import Context
from app.domain.ledger import consents
from app.domain.loans import access, handling, inputs, tips, tracking
from app.http.actor import context_of
from app.permissions.actors import Actor
from app.vocabulary import AgentWants, AgentWay, Audience, ConsentPurpose, LoanStage, Role
from sandbox.demo.people import Cast

S = LoanStage
ON = (S.DOCUMENTS, S.TOWNSHIP, S.COUNTY, S.GUARANTEE, S.BANK, S.DISBURSED)
LIVES: tuple[tuple[LoanStage, ...], ...] = (
    (),
    *(ON[:nth] for nth in range(1, len(ON) + 1)),
    (S.DOCUMENTS, S.TOWNSHIP, S.REJECTED),
    (S.DOCUMENTS, S.WITHDRAWN),
)
COUNT = 21
NOTES = {S.REJECTED: "这门生意不在本市，暂时办不了；可以打 12333 再问。", S.DISBURSED: "已放款，请核对到账。"}
BODIES = {S.GUARANTEE: "县融资担保公司（演示）", S.BANK: "经办银行丰都支行（演示）"}
TIPS = (
    (AgentWay.CALL, AgentWants.MONEY, "说交三千元手续费三天就能放款。"),
    (AgentWay.MESSAGE, AgentWants.ID_CARD, "要身份证正反面和手持照片。"),
    (AgentWay.VISIT, AgentWants.PASSWORD, "上门帮忙填表，要银行卡密码。"),
)


async def live(cast: Cast) -> None:
    """Let women begin, and the bureau write down, as the service itself does it."""
    worker = next(one for one in cast.staff["human_resources"] if one.role is Role.DEPARTMENT_HANDLER)
    for number, woman in enumerate(cast.women[:COUNT]):
        await _one(woman, worker, LIVES[number % len(LIVES)], number)
    for way, wants, body in TIPS:
        async with db.transaction(Context(Audience.PUBLIC, cast.county)) as session:
            said = inputs.ReportAgent(way=way, wants=wants, body=body)
            await tips.report(session, county_code=cast.county, said=said)


async def _one(woman: Actor, worker: Actor, stages: tuple[LoanStage, ...], number: int) -> None:
    at = datetime.now(clock.COUNTY_ZONE) - timedelta(days=2 * len(stages) + number % 3 + 1)
    with clock.stopped(at):
        async with db.transaction(context_of(woman)) as session:
            for purpose in (ConsentPurpose.SHARE_WITH_GUARANTOR, ConsentPurpose.SHARE_WITH_BANK):
                await consents.give(session, actor=woman, purpose=purpose, heard=True)
            said = inputs.Intend(amount=str(50_000 + 10_000 * (number % 10)), months=12 * (number % 3 + 1))
            await tracking.intend(session, actor=woman, said=said)
    for stage in stages:
        at += timedelta(days=2)
        with clock.stopped(at):
            if stage is S.WITHDRAWN:
                async with db.transaction(context_of(woman)) as session:
                    await tracking.withdraw(session, actor=woman)
                continue
            await _step(woman, worker, stage)


async def _step(woman: Actor, worker: Actor, stage: LoanStage) -> None:
    async with db.transaction(context_of(worker)) as session:
        row = await access.alive(session, county=woman.county, profile_id=woman.profile_id)
        assert row is not None  # noqa: S101  she began it a moment ago
        said = inputs.TakeStep(to=stage, on=clock.today(), office=BODIES.get(stage), note=NOTES.get(stage))
        await handling.step(session, actor=worker, application_id=row.id, expected=row.version, said=said)
