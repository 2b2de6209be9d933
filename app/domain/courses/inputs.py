"""What providers, women and teachers say; every text bounded, nothing unknown let in."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from app.domain.plain_text import PLAIN
from app.vocabulary import CourseKind, Outcome, ReportReason, Topic

Town = Annotated[str, StringConstraints(pattern=r"^[0-9]{9}$")]
Village = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{1,39}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=80, pattern=PLAIN)]
MOST_FEN = 2_000_000


class Input(BaseModel):
    """Frozen, and nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Session(Input):
    """One sitting, from when to when."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime


class WriteCourse(Input):
    """A course or activity as its provider writes it; the fee is in fen. Childcare and transport may wait for later."""

    kind: CourseKind
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=40, pattern=PLAIN)]
    topic: Topic
    summary: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=1000, pattern=PLAIN)]
    host_office: Code | None = None
    township: Town
    village: Village | None = None
    place: Line
    facility: Code | None = None
    sessions: Annotated[list[Session], Field(min_length=1, max_length=60)]
    seats: Annotated[int, Field(ge=1, le=1000)]
    fee_fen: Annotated[int, Field(ge=0, le=MOST_FEN)] = 0
    who_may_come: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=PLAIN)] = ""
    childcare: bool | None = None
    transport: bool | None = None
    reading_help: bool = False
    contact_name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20, pattern=PLAIN)]
    contact_phone: Annotated[str, StringConstraints(pattern=r"^(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8})$")]


class CancelCourse(Input):
    """Why a course does not take place."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=200, pattern=PLAIN)]


class Enrol(Input):
    """What would keep her away, and whether the provider may know her name (heard aloud)."""

    needs_childcare: bool = False
    needs_transport: bool = False
    needs_reading_help: bool = False
    share_name: bool = False
    heard: bool = False


class CheckIn(Input):
    """What stands in the teacher's QR code."""

    token: Annotated[str, StringConstraints(min_length=20, max_length=120)]


class Came(Input):
    """One line of a list: who came to which session, when."""

    enrolment_id: UUID
    session: Annotated[int, Field(ge=1, le=60)]
    attended_at: AwareDatetime


class AttendanceList(Input):
    """A list, perhaps kept without a signal and sent late."""

    entries: Annotated[list[Came], Field(min_length=1, max_length=500)]


class TellOutcome(Input):
    """就业 / 创业 / 没有."""

    answer: Outcome


class ReportCourse(Input):
    """What is wrong."""

    reason: ReportReason


class Find(BaseModel):
    """What she looks for; all of it may be left out. `from_place` is where she is, by township or village code."""

    model_config = ConfigDict(frozen=True)

    q: Annotated[str, StringConstraints(max_length=40)] | None = None
    township: Town | None = None
    topic: Topic | None = None
    kind: CourseKind | None = None
    free: bool = False
    soon: bool = False
    childcare: bool = False
    half_day: bool = False
    off_season: bool = False
    from_place: Annotated[str, StringConstraints(pattern=r"^[0-9]{9}([0-9]{3})?$")] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
