"""Corrections asked and answered, and a hand-over of the ledger that waits for a second person's word."""

from uuid import UUID

from app import db
from app.domain.ledger import exporting
from app.domain.ledger.exporting import AskExport
from app.domain.rights import answering, asking, inputs
from app.http.actor import context_of
from app.permissions.actors import Actor
from app.vocabulary import CorrectionField, LedgerState, SheetFormat
from sandbox.demo.people import Cast

ASKED = ("村名记错了，是二组不是三组。", "家里老人是两位。", "登记里的学校早就毕业了。")
ANSWERS = ((True, "核对过，已经改好。"), (False, "和户口本上的一样，没有改。"))


async def live(cast: Cast) -> None:
    """Let three women ask for a correction; two are answered, one waits. Let the county desk propose an export."""
    desk = cast.staff["county_desk"][0]
    asked = [await _ask(woman, said) for woman, said in zip(cast.women, ASKED, strict=False)]
    for request, (agree, reason) in zip(asked, ANSWERS, strict=False):
        async with db.transaction(context_of(desk)) as session:
            said = inputs.AnswerCorrection(agree=agree, reason=reason)
            await answering.answer(session, actor=desk, request_id=request, said=said)
    wanted = AskExport(purpose="报送全国民政政务服务系统（演示）", format=SheetFormat.XLSX, states=[LedgerState.ACTIVE])
    async with db.transaction(context_of(desk)) as session:
        await exporting.propose(session, actor=desk, said=wanted)


async def _ask(woman: Actor, value: str) -> UUID:
    said = inputs.AskCorrection(correction=inputs.CorrectOther(field=CorrectionField.OTHER, value=value))
    async with db.transaction(context_of(woman)) as session:
        shown = await asking.ask_correction(session, actor=woman, said=said)
    return UUID(str(shown["id"]))
