"""What the demo's desks say often, and what they wrote for everybody."""

from app import db
from app.domain.public_answers import commands as for_everybody
from app.domain.public_answers import inputs as answer_inputs
from app.domain.replies import commands, inputs
from app.http.actor import context_of
from app.vocabulary import Role
from sandbox.demo.people import Cast

SAID_OFTEN = (
    ("收到了", "您好，您的【事项】我们收到了。编号是【编号】。我们会在【最晚】。"),
    ("请来一趟", "您好，请带上身份证，到【我单位】来一趟。不会走的，打【单位电话】，我们告诉您。"),
    ("办好了", "您好，您的事办好了。请看看解决没有。没解决，您点一下“没有解决”，我们接着办。"),
)
FOR_EVERYBODY = (
    ("charity", "邮包怎么领？要带什么？", "带上身份证，到镇上的妇联去领。不收钱。"),
    ("charity", "别人能帮我领吗？", "能。让他带上您的身份证和他自己的身份证。"),
)
WRITERS = (Role.DEPARTMENT_HANDLER, Role.TOWNSHIP_WORKER, Role.COUNTY_DESK)


async def prepare(cast: Cast) -> None:
    """Let the first writer of every office keep a few texts, and one office write for everybody."""
    for people in cast.staff.values():
        writer = next((one for one in people if one.role in WRITERS), None)
        if writer is None:
            continue
        for title, body in SAID_OFTEN:
            said = inputs.WriteReply(service="charity", title=title, body=body)
            async with db.transaction(context_of(writer)) as session:
                await commands.write(session, actor=writer, said=said)
    author = next(one for people in cast.staff.values() for one in people if one.role is Role.DEPARTMENT_HANDLER)
    for service, question, answer in FOR_EVERYBODY:
        text = answer_inputs.WriteAnswer(service=service, question=question, answer=answer)
        async with db.transaction(context_of(author)) as session:
            await for_everybody.write(session, actor=author, said=text)
