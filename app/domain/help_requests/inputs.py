"""What she and the desk may say about a request; every text is bounded, nothing unknown is let in."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.vocabulary import Answered, Channel, Doing, Face, LegalGround, RejectReason, WithdrawKind

Telling = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=500)]
HandOff = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=500)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.\-]{1,59}$")]
Village = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
Number = Annotated[str, StringConstraints(pattern=r"^[0-9 ]{9,11}$")]

MOST_EVENT, MOST_TEXT = 80, 2000


class Input(BaseModel):
    """Frozen, and nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FromLesson(Input):
    """The micro-class she is asking from, and at which minute (MIC-05)."""

    lesson_id: UUID
    minute: Annotated[int, Field(ge=0, le=8)]


class SubmitRequest(Input):
    """One telling; it may open several linked requests (RTE-06). No word need be typed."""

    services: Annotated[list[Code], Field(min_length=1, max_length=5)]
    telling: Telling | None = None
    village: Village | None = Field(None, description="默认用她登记的村")
    receipt_numbers: Annotated[list[Number], Field(max_length=5)] = []
    share: bool = Field(description="她同意把这件事告诉一起帮忙的单位和乡镇；不同意时只有牵头单位知道")
    consent_heard: bool = False
    about_office: Code | None = Field(None, description="投诉哪个单位（只用于责任投诉）")
    guardian: bool = Field(default=False, description="事情和孩子有关时：我是这个孩子的监护人，同意记下孩子的情况")
    blocked_handlers: Annotated[list[UUID], Field(max_length=10)] = []
    tells_only_when_open: bool | None = Field(None, description="只在我打开时告诉我；不填时按事情的性质定")
    from_lesson: FromLesson | None = Field(None, description="从微课堂的“问一问”来的")
    channel: Channel = Channel.APP

    @model_validator(mode="after")
    def each_service_once(self) -> Self:
        """Refuse the same service twice in one telling."""
        if len(set(self.services)) != len(self.services):
            raise ValueError("同一件事不用选两次。")
        if self.channel is Channel.PROXY:
            raise ValueError("代办要走代办的入口。")
        return self


class CallHours(Input):
    """Between which hours she can be called."""

    from_hour: Annotated[int, Field(ge=0, le=23)]
    to_hour: Annotated[int, Field(ge=1, le=24)]

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """Refuse hours that end before they begin."""
        if self.from_hour >= self.to_hour:
            raise ValueError("时间要有先后。")
        return self


class LogCall(Input):
    """A call, a paper or somebody who came in: what, where, in her words; who she is only as far as she says (MSG-08).

    Whoever has no telephone at all comes to the 妇女之家 and is written down there (OFF-13).
    """

    service: Code
    place: Annotated[str, StringConstraints(pattern=r"^[0-9]{9}([0-9]{3})?$")] = Field(description="村或乡镇")
    telling: Telling | None = None
    caller_name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)] | None = None
    phone: Annotated[str, StringConstraints(pattern=r"^[0-9+ \-]{7,20}$")] | None = None
    share: bool = Field(description="她在电话里同意告诉一起帮忙的单位和乡镇；不同意时只有牵头单位知道")
    in_her_app: bool = Field(default=False, description="这个号码登录过，她想在自己的手机里也看到这件事")
    about_office: Code | None = None
    came_by: Literal[Channel.PHONE, Channel.PAPER, Channel.VISIT] = Field(
        Channel.PHONE, description="打电话、递纸条，还是自己来了"
    )
    call_back: CallHours | None = Field(None, description="几点到几点方便接电话；只记给没有登录过的人")

    @model_validator(mode="after")
    def has_a_number(self) -> Self:
        """Refuse to look for her app without her number."""
        if self.in_her_app and self.phone is None:
            raise ValueError("要放进她的手机里，请填她的号码。")
        return self


class Find(Input):
    """Look a request up by its exact number or its asker's phone, one of the two."""

    number: Annotated[str, StringConstraints(min_length=9, max_length=20)] | None = None
    phone: Annotated[str, StringConstraints(pattern=r"^[0-9+ \-]{7,20}$")] | None = None

    @model_validator(mode="after")
    def one_of_two(self) -> Self:
        """Refuse both and neither."""
        if (self.number is None) is (self.phone is None):
            raise ValueError("编号和电话填一样。")
        return self


class Presence(Input):
    """What one does with the request on the screen."""

    doing: Doing


class PreviewRequest(Input):
    """What she is about to ask, to hear beforehand who will be told of it (NTF-05)."""

    services: Annotated[list[Code], Field(min_length=1, max_length=5)]
    share: bool
    village: Village | None = None
    about_office: Code | None = None


class ProxyRequest(Input):
    """One telling in her name, within her consent; she has heard who will be told."""

    services: Annotated[list[Code], Field(min_length=1, max_length=5)]
    telling: Telling | None = None
    share: bool
    consent_heard: bool = Field(description="她听过会告诉哪些单位")


class Message(Input):
    """A line of hers."""

    body: Line


class Withdraw(Input):
    """停止办理, or 停止并删除内容."""

    kind: WithdrawKind


class Rate(Input):
    """One face for the last finish."""

    face: Face


class Reopen(Input):
    """It is not solved; a word is welcome, not needed."""

    body: Telling | None = None


class Nothing(Input):
    """A step that needs no word."""


class OutsideConsent(Input):
    """Her tick for one outside body and one request: it may have her words, name and number."""

    body: Code
    heard: bool = False


class Classify(Input):
    """Which service a telling belongs to."""

    service: Code
    note: Telling | None = None


class Return(Input):
    """Not ours: why, and whose it seems to be (RTE-04)."""

    reason: Reason
    suggested_office: Code


class Rule(Input):
    """Whose it is, once and for all."""

    office: Code
    reason: Reason


class Assign(Input):
    """Who of the office takes it, with a hand-off note when somebody had it before (QUE-07)."""

    staff_id: UUID
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class Refer(Input):
    """Ask another office of ours to take a part, or an outside body to answer."""

    office: Code | None = None
    outside: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60)] | None = None
    note: Reason
    outside_body: Code | None = Field(None, description="县里接通的外单位代码；直接写单位名的用 outside")
    ground: LegalGround | None = Field(None, description="她没有同意告诉这个单位时，凭哪条法定理由")

    @model_validator(mode="after")
    def one_way(self) -> Self:
        """Refuse several ways at once, and none."""
        if sum(way is not None for way in (self.office, self.outside, self.outside_body)) != 1:
            raise ValueError("请选一个本县单位，或写明一个外单位。")
        return self


class AnswerReferral(Input):
    """Yes or no to a part, with a word when it is no."""

    task_id: UUID
    note: Telling | None = None


class RefuseReferral(Input):
    """No to a part, and why."""

    task_id: UUID
    reason: Reason


class OneOfMany(Input):
    """One request of many, in the version that was seen."""

    id: UUID
    version: Annotated[int, Field(ge=1, le=1_000_000)]


class AssignMany(Input):
    """Up to a hundred requests for one colleague (QUE-09)."""

    staff_id: UUID
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""
    items: Annotated[list[OneOfMany], Field(min_length=1, max_length=100)]

    @model_validator(mode="after")
    def each_once(self) -> Self:
        """Refuse the same request twice."""
        if len({one.id for one in self.items}) != len(self.items):
            raise ValueError("同一件事只能选一次。")
        return self


class Transfer(Input):
    """Hand the lead to another office, with a hand-off note (QUE-07)."""

    office: Code
    note: HandOff
    ground: LegalGround | None = None


class Ask(Input):
    """What is missing, told once and completely."""

    body: Line
    missing: Annotated[
        list[Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]],
        Field(min_length=1, max_length=12),
    ]


class Reply(Input):
    """A line for her; it can be taken back for 15 seconds."""

    body: Line
    show_name: bool = False


class Note(Input):
    """A line for colleagues; it never reaches her."""

    body: Line


class FinishPart(Input):
    """What was done in this office's part."""

    note: Reason


class ExcusePart(Input):
    """Which part is not needed, and why."""

    task_id: UUID
    reason: Reason


class OutsideAnswer(Input):
    """What the outside body answered."""

    body: Line


class Resolve(Input):
    """What was done for her, in words she can read."""

    body: Line
    safety_check: Annotated[list[Code], Field(max_length=12)] = []


class Reject(Input):
    """Why not, in words she can read, and another way she can go (REQ-09)."""

    reason: RejectReason
    body: Line
    other_path: Line


class Approve(Input):
    """Another person's yes or no to what was proposed."""

    agree: bool
    note: Telling | None = None


class DecideReview(Input):
    """Another person's word on a rejection."""

    uphold: bool
    body: Line


class Extend(Input):
    """More time, asked before it is due, with a reason she is told."""

    days: Annotated[int, Field(ge=1, le=60)]
    reason: Reason


class GrantExtension(Input):
    """Another person's yes or no to more time."""

    agree: bool


class Override(Input):
    """See a sensitive request of others for three hours: by its number, with a reason she is told (SAF-05)."""

    number: Number
    reason: Reason


class Reveal(Input):
    """Show the full phone number once, with a reason (SAF-08); above normal level only to ask first if it is safe."""

    reason: Reason
    will_ask_if_safe: bool = Field(default=False, description="已看过她的联系约定，接通先问方不方便说话")
    in_danger: bool = Field(default=False, description="眼前有危险，可以在她约定的时间以外打")


class Talk(Input):
    """How a call went (SAF-07)."""

    answered: Answered
    safe: bool
    note: Reason | None = None


class ReceiptBlock(Input):
    """Ask for numbers in advance."""
