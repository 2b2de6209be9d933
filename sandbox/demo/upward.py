"""What the offices of the demo say upward: a problem, a good practice, advice; one answered, one taken up, one new."""

from datetime import timedelta

from app import clock, db
from app.domain.assessing import inputs as score_inputs
from app.domain.assessing import scores
from app.domain.figures import months, scopes
from app.domain.upward import commands, inputs
from app.http.actor import context_of
from app.permissions.actors import Actor
from app.vocabulary import Role, UpwardKind
from sandbox.demo.people import Cast

SAID = (
    (Role.VILLAGE_CADRE, UpwardKind.PROBLEM, 1, "临时救助要的材料多，老人到镇上来回跑，能不能村里代收一次交齐。"),
    (Role.TOWNSHIP_WORKER, UpwardKind.PRACTICE, 5, "我们把微课堂放在赶场天的妇女之家，边带娃边听，来的人多了一倍。"),
    (Role.DEPARTMENT_HANDLER, UpwardKind.ADVICE, 2, "农忙前两周不要开课，冬月开课时连接送一起排。"),
)
ANSWER = "已经请民政局把材料减到三样，村里可以代收，下月起试行。"


async def speak(cast: Cast) -> None:
    """Let each kind of worker report, and the county answer the first."""
    people = [one for office in cast.staff.values() for one in office]
    desk = next(one for one in people if one.role is Role.COUNTY_DESK)
    sent = []
    for days, (role, kind, clause, body) in enumerate(SAID, start=3):
        sender = next(one for one in people if one.role is role)
        with clock.stopped(clock.now() - timedelta(days=7 * days)):
            async with db.transaction(context_of(sender)) as session:
                said = inputs.SendUp(kind=kind, clause=clause, body=body)
                sent.append((await commands.send(session, actor=sender, said=said)).id)
    async with db.transaction(context_of(desk)) as session:
        await commands.answer(session, actor=desk, report_id=sent[0], expected=1, said=inputs.AnswerUp(body=ANSWER))
        await commands.take_up(session, actor=desk, report_id=sent[1], expected=1)


async def explain(head: Actor) -> None:
    """Let a department's head say something to the score of the last month."""
    month = scopes.name_of(months.finished_months()[-1].first)
    said = score_inputs.Comment(month=month, body="上月有几件在等外单位的材料，本月已经补齐。")
    async with db.transaction(context_of(head)) as session:
        await scores.comment(session, actor=head, said=said)
