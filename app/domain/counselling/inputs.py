"""What she, counsellors and administrators may say; every text is bounded, nothing unknown is let in."""

from datetime import date, timedelta
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.vocabulary import Answered, BookingState, CounsellorGender, EmergencyTopic, QualificationKind, SessionWay

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{1,39}$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=500)]
HandOff = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=500)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Hour = Annotated[int, Field(ge=0, le=24)]
LONGEST_SLOT, QUARTER = 120, 15


class Input(BaseModel):
    """Frozen, and nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Asking(Input):
    """An act of hers that goes into a counselling request: an open one, else a new one is opened in the same step."""

    request_id: UUID | None = Field(None, description="不填就新开一件：心里难受，或 service 里写的服务")
    service: Code = "care.psych"
    village: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")] | None = Field(
        None, description="新开一件时用；默认用她登记的村"
    )
    tells_only_when_open: bool | None = Field(None, description="新开一件时用；不填就只在她打开时告诉她")


class Book(Asking):
    """Take one time from the list."""

    slot_id: UUID


class CallBack(Asking):
    """Call me back on this day, between these hours of the county."""

    day: date
    from_hour: Hour
    to_hour: Hour

    @model_validator(mode="after")
    def an_hour_at_least(self) -> Self:
        """Refuse hours in which nobody could call."""
        if self.from_hour >= self.to_hour:
            raise ValueError("请写从几点到几点，至少一个小时。")
        return self


class AnsweredQuestion(Input):
    """One answer: the score of the option she tapped."""

    question: Code
    score: Annotated[int, Field(ge=0, le=10)]


class SendMoodCheck(Asking):
    """Her mood check, sent by her own tap."""

    version: Annotated[int, Field(ge=1, le=1000)]
    answers: Annotated[list[AnsweredQuestion], Field(min_length=1, max_length=12)]


class ChangeCounsellor(Input):
    """Somebody else, please; the first time without a word."""

    reason: Reason | None = None
    with_notes: bool = Field(default=False, description="让新的辅导人看以前的记录")


class AnswerHandOver(Input):
    """Her yes or no to another counsellor going on."""

    agree: bool
    with_notes: bool = Field(default=False, description="让接手的人看以前的记录")


class OfferSlot(Input):
    """A time a counsellor offers: on the quarter hour, fifteen minutes to two hours, at a 妇女之家 when in person."""

    starts_at: AwareDatetime
    minutes: Annotated[int, Field(ge=QUARTER, le=LONGEST_SLOT, multiple_of=QUARTER)]
    way: SessionWay
    place: Code | None = None

    @model_validator(mode="after")
    def on_the_quarter_at_a_place(self) -> Self:
        """Refuse odd minutes, and a meeting without a place or a place without a meeting."""
        if self.starts_at.minute % QUARTER or self.starts_at.second or self.starts_at.microsecond:
            raise ValueError("时间要从整点、一刻、半点或三刻开始。")
        if (self.way is SessionWay.IN_PERSON) != (self.place is not None):
            raise ValueError("面谈要选一处妇女之家，电话和语音不用。")
        return self

    @property
    def quarters(self) -> list[AwareDatetime]:
        """List the quarters of an hour it takes."""
        return [self.starts_at + timedelta(minutes=minute) for minute in range(0, self.minutes, QUARTER)]


class Attempt(Input):
    """A call that was tried, prepared with 安全说话."""

    answered: Answered
    safe: bool
    booking_id: UUID | None = None
    note: Note | None = Field(None, description="只给自己和督导看；只为这次电话进来的人，打完就看不到这件了")


class RecordSession(Input):
    """How an appointment went; the note is for the counsellor and their supervisor alone."""

    booking_id: UUID
    state: Annotated[BookingState, Field(description="held 谈过了；missed 没谈成")]
    note: Note | None = None

    @model_validator(mode="after")
    def over(self) -> Self:
        """Refuse what is no ending of an appointment."""
        if self.state not in (BookingState.HELD, BookingState.MISSED):
            raise ValueError("只能记谈过了，或没谈成。")
        return self


class WriteNote(Input):
    """A note outside an appointment, for the counsellor and their supervisor alone."""

    note: Note


class WritePlan(Input):
    """What they agreed on, in words she reads."""

    goals: Annotated[list[Line], Field(min_length=1, max_length=8)]
    steps: Annotated[list[Line], Field(min_length=1, max_length=12)]
    when_it_gets_bad: Annotated[list[Line], Field(max_length=8)] = []
    follow_up_on: date | None = None


class MarkTopics(Input):
    """What was heard in the talks: violence, a child, self-harm. It belongs to this request and ends with it."""

    topics: Annotated[list[EmergencyTopic], Field(max_length=3)]
    in_danger_now: bool = False

    @model_validator(mode="after")
    def dangers_only(self) -> Self:
        """Refuse other topics, and danger without one."""
        if EmergencyTopic.FRAUD in self.topics:
            raise ValueError("这里只记家暴、自伤、孩子的事。")
        if self.in_danger_now and not self.topics:
            raise ValueError("有危险要选是哪一类。")
        return self


class AskHandOver(Input):
    """Ask her whether another counsellor may go on."""

    counsellor_id: UUID
    reason: HandOff


class AddAgency(Input):
    """An agency whose people counsel."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60)]


class AddCounsellor(Input):
    """A worker who counsels from now on."""

    staff_id: UUID
    supervisor_id: UUID
    agency_id: UUID | None = None
    shown_name: Name
    gender: CounsellorGender
    languages: Annotated[list[Code], Field(min_length=1, max_length=8)]


class AddQualification(Input):
    """A certificate with its dates; it counts once another administrator has checked it."""

    counsellor_id: UUID | None = None
    agency_id: UUID | None = None
    kind: QualificationKind
    number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60)]
    valid_from: date
    valid_to: date

    @model_validator(mode="after")
    def of_one_holder_with_sane_dates(self) -> Self:
        """Refuse two holders, none, the wrong kind of holder, and dates the wrong way round."""
        if (self.counsellor_id is None) == (self.agency_id is None):
            raise ValueError("请写是哪位辅导人，或哪家机构的。")
        if (self.kind is QualificationKind.AGENCY_REGISTRATION) != (self.agency_id is not None):
            raise ValueError("机构登记写在机构名下，个人证书写在个人名下。")
        if self.valid_to <= self.valid_from:
            raise ValueError("到期的日子要晚于开始的日子。")
        return self
