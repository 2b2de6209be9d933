"""What is said about legal aid. There is no field for income anywhere: whoever sends one is refused."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.vocabulary import AidChannel, AidResult, Channel, LawyerKind, Pledge, RejectReason, TieKind, Urgency

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=2000)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.\-]{1,59}$")]
Village = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
Phone = Annotated[str, StringConstraints(pattern=r"^[0-9+\- ]{5,20}$")]
Licence = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z\-]{5,40}$")]
HandOff = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class Input(BaseModel):
    """Frozen, and nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Story(Input):
    """The matter itself; whoever the other side is stays sealed, and known by blind index to the conflict check."""

    matter: Code
    other_side: Name | None = None
    other_side_phone: Phone | None = None
    place: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] | None = None
    what_happened: Words | None = None
    urgency: Urgency = Urgency.ORDINARY
    ground: Code | None = Field(None, description="不查收入的理由；没有就签承诺书")
    use_ledger: bool = Field(default=False, description="用我登记的情况；要先同意")
    pledge: Pledge | None = Field(None, description="个人诚信承诺怎么签的；有不查收入的理由时不用签")
    limitation_ends: date | None = Field(None, description="再不办就过时效的日子")
    must_preserve: bool = Field(default=False, description="要赶紧保全财产")


class ApplyForAid(Story):
    """Her own application, by form or by a recording already uploaded to her request."""

    request_id: UUID | None = Field(None, description="接在哪件求助里；不填就新开一件")
    channel: AidChannel = AidChannel.FORM
    voice_file: UUID | None = None
    village: Village | None = None
    share: bool = Field(default=False, description="新开一件时，是否告诉一起帮忙的单位和乡镇")
    tell_aid_office: bool = Field(default=False, description="让县司法局的专人看到这件事")
    consent_heard: bool = False
    tells_only_when_open: bool | None = None

    @model_validator(mode="after")
    def told_somehow(self) -> Self:
        """Refuse a recording that is not there, and a cadre's way in her own hand."""
        if self.channel is AidChannel.ORAL:
            raise ValueError("口头申请由工作人员代填。")
        if (self.channel is AidChannel.VOICE) != (self.voice_file is not None):
            raise ValueError("用说的，请先把录音发上来；用写的，不要带录音。")
        return self


class ApplyForHer(Story):
    """An application told aloud to a cadre; her consent is heard and written down."""

    entry_id: UUID = Field(description="她在台账里的登记")
    how: Channel = Field(description="当面、电话还是纸上")
    consents: bool = Field(description="她当面或在电话里同意由我代填、代交")
    share: bool = False
    tell_aid_office: bool = False


class TellPapers(Input):
    """Everything that is missing, once and completely."""

    missing: Annotated[list[Short], Field(min_length=1, max_length=12)]
    body: Words | None = None


class SupplyPapers(Input):
    """She has brought or sent what was missing."""

    note: Words | None = None


class RefuseAid(Input):
    """Why not, in words she can read, and another way she can go."""

    reason: RejectReason
    body: Line
    other_path: Line


class DecideObjection(Input):
    """Another person's word on a refusal."""

    uphold: bool
    body: Line


class AssignLawyer(Input):
    """Who takes it; a change needs a note of ten characters."""

    lawyer_id: UUID
    note: HandOff = ""


class On(Input):
    """The day something happened."""

    on: date


class Hearing(Input):
    """When and where it is heard."""

    at: datetime
    place: Short

    @model_validator(mode="after")
    def with_its_zone(self) -> Self:
        """Refuse a moment without a zone."""
        if self.at.tzinfo is None:
            raise ValueError("时间要写明时区。")
        return self


class Conclude(Input):
    """How it ended, in words she can read."""

    on: date
    result: AidResult
    body: Line


class ReportMoney(Input):
    """Somebody asked for money; a word is welcome, not needed."""

    body: Words | None = None


class EnterLawyer(Input):
    """One lawyer or agency with what was checked."""

    kind: LawyerKind
    name: Name
    phone: Phone | None = None
    firm: Short
    licence: Licence
    checked_on: date
    valid_until: date
    woman: bool = False
    dialects: Annotated[list[Name], Field(max_length=8)] = []
    matters: Annotated[list[Code], Field(max_length=20)] = []

    @model_validator(mode="after")
    def checked_before_it_ends(self) -> Self:
        """Refuse a check that ends before it was made."""
        if self.valid_until <= self.checked_on:
            raise ValueError("核验有效期要晚于核验日期。")
        return self


class DeclareTie(Input):
    """Whom a lawyer acts for or is related to; it is shown to nobody again."""

    kind: TieKind
    name: Name | None = None
    phone: Phone | None = None

    @model_validator(mode="after")
    def one_of_both(self) -> Self:
        """Refuse both, and neither."""
        if (self.name is None) == (self.phone is None):
            raise ValueError("写姓名或电话，二选一。")
        return self
