"""Questions without a name, calls the desk wrote down, and a request in the hands of 12345; all invented."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlmodel import col, select

from app import clock, db
from app.db import Context
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import desk_moves, inputs, part_moves, phoning, submitting
from app.domain.questions import answering, asking, placing
from app.domain.questions import inputs as questions
from app.http.actor import context_of
from app.models.base import new_id
from app.models.questions import Question
from app.permissions.actors import Actor
from app.vocabulary import Audience, LegalGround, Role
from sandbox.demo import names
from sandbox.demo.people import Cast

QUESTIONS = (
    (
        "law.ask",
        "我男人不寄钱回来，我能不能问他要？",
        "可以。夫妻有互相扶养的义务，带上结婚证来，我们帮您写材料。",
    ),
    ("job.train", "四十八岁了，还能报学手艺的班吗？", "能报，劳动年龄内都可以，带身份证到镇上登记。"),
    ("law.dv", "他喝了酒就动手，我该怎么办？", "先保证安全，危险时马上打110。您方便的时候接着写，我们一步一步陪您。"),
    ("biz.loan", "没有抵押能不能贷到做生意的钱？", None),
)
CALLS = (
    ("job.match", "孩子上学了，想在镇上找个半天的活。"),
    ("aid.temp", "房子被雨淋垮了一角，手上没钱修。"),
    ("law.dv", "他昨晚又打我，我在邻居家。"),
)


async def speak(cast: Cast, random: Random) -> list[str]:
    """Let nobodies ask, offices answer, and the desk take calls; gives the look-up codes of what was asked."""
    codes = [await _ask(cast, random, *one) for one in QUESTIONS]
    for number, (service, telling) in enumerate(CALLS):
        await _call(cast, random, number, service, telling)
    await _hand_out(cast, random)
    return codes


def _ago(random: Random, low: float, high: float) -> datetime:
    return datetime.now(clock.COUNTY_ZONE) - timedelta(hours=random.uniform(low, high))


async def _ask(cast: Cast, random: Random, service: str, body: str, answer: str | None) -> str:
    with clock.stopped(_ago(random, 20, 60)):
        async with db.transaction(Context(Audience.PUBLIC, cast.county, actor=new_id())) as session:
            said = questions.AskQuestion(service=service, body=body)
            told = await asking.ask(session, county=cast.county, said=said)
    if answer is not None:
        with clock.stopped(_ago(random, 1, 10)):
            await _answer(cast, service, answer)
    return str(told["code"])


async def _answer(cast: Cast, service: str, body: str) -> None:
    """Answer the newest question of a service as somebody who may read it."""
    async with db.transaction(Context(Audience.PUBLIC, cast.county)) as session:
        desk = await placing.desk_for(session, await catalogue.current(session, cast.county), service)
    everybody = [one for people in cast.staff.values() for one in people]
    worker = next(one for one in everybody if set(one.readers) & set(desk.readers))
    said = questions.AnswerQuestion(body=body)
    async with db.transaction(context_of(worker)) as session:
        query = select(Question).where(col(Question.service_code) == service)
        question = (await session.exec(query.order_by(col(Question.created_at).desc()).limit(1))).one()
        key, expected = question.id, question.version
        await answering.answer(session, actor=worker, question_id=key, expected=expected, said=said)


async def _call(cast: Cast, random: Random, number: int, service: str, telling: str) -> None:
    desk, place = cast.staff["county_desk"][0], cast.villages[number % len(cast.villages)]
    said = inputs.LogCall(
        service=service,
        place=place,
        telling=telling,
        caller_name=names.person(random),
        phone=names.phone(9000 + number),
        share=True,
    )
    with clock.stopped(_ago(random, 2, 30)):
        async with db.transaction(context_of(desk)) as session:
            await phoning.log_call(session, actor=desk, said=said)


async def _hand_out(cast: Cast, random: Random) -> None:
    """Hand one called-in request to 12345 on a legal ground: its file leaves as soon as the worker runs."""
    handler = next(one for one in cast.staff["human_resources"] if one.role is Role.DEPARTMENT_HANDLER)
    woman = cast.women[0]
    key = await _fresh_request(woman, random)
    reply = inputs.Reply(body="我们和12345一起核实，有结果告诉您。")
    refer = inputs.Refer(
        outside_body="hotline_12345", note="请核实用工单位欠薪情况。", ground=LegalGround.STATUTORY_DUTY
    )
    with clock.stopped(_ago(random, 1, 2)):
        async with db.transaction(context_of(handler)) as session:
            request = await desk_moves.accept(session, actor=handler, request_id=key, expected=1)
            seen = request.version
            request = await desk_moves.reply(session, actor=handler, request_id=key, expected=seen, said=reply)
            seen = request.version
            await part_moves.refer(session, actor=handler, request_id=key, expected=seen, said=refer)


async def _fresh_request(woman: Actor, random: Random) -> UUID:
    said = inputs.SubmitRequest(services=["job.match"], telling="打工的厂拖着工钱不给。", share=True)
    with clock.stopped(_ago(random, 3, 6)):
        async with db.transaction(context_of(woman)) as session:
            receipt = await submitting.submit(session, actor=woman, telling=said)
    return receipt.requests[0].id
