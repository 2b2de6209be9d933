"""What is said about a registration: her eight fields, household facts, and what verification adds."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.vocabulary import (
    ConsentEvidence,
    ConsentForm,
    ConsentGiver,
    ConsentMeans,
    ExitReason,
    FlagSource,
    KeyGroup,
    ProxyUse,
)

Village = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
Phone = Annotated[str, StringConstraints(pattern=r"^1[3-9][0-9]{9}$")]
RoughDay = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?$")]
Month = Annotated[str, StringConstraints(pattern=r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30)]
Number = Annotated[str, StringConstraints(pattern=r"^[0-9 ]{9,11}$")]
Need = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{1,39}$")]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=300)]


class Input(BaseModel):
    """Frozen, and nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Facts(Input):
    """What a registration says, whoever writes it down."""

    name: Name | None = None
    phone: Phone | None = None
    village: Village
    husband_away: bool
    outside_county: bool | None = None
    away_since: RoughDay | None = None
    needs: Annotated[list[Need], Field(max_length=10)] = []


class Register(Facts):
    """LED-01: eight fields, none of them an ID number. No name and no phone are answers too."""

    consent_heard: bool | None = Field(description="她听过或看过说明并同意登记；不填就是没有同意")
    receipt_number: Number | None = Field(None, description="手机里预存的编号，没有网时也能先给她看；不是要她填的")


class ConsentRecord(Input):
    """What makes somebody her proxy: kind, who, when, how, what for, until when, and what shows it (LED-07)."""

    form: ConsentForm
    given_by: ConsentGiver
    given_at: AwareDatetime
    means: ConsentMeans
    uses: Annotated[list[ProxyUse], Field(min_length=1, max_length=2)]
    expires_on: date
    evidence: ConsentEvidence
    witness: Name | None = None

    @model_validator(mode="after")
    def shows_what_it_says(self) -> Self:
        """Refuse a witness without a name, a name without a witness, and a signature given over the telephone."""
        if (self.evidence is ConsentEvidence.WITNESS) != (self.witness is not None):
            raise ValueError("有见证人才写见证人的名字，写了名字才算见证。")
        if self.evidence is ConsentEvidence.SIGNATURE and self.means is ConsentMeans.PHONE:
            raise ValueError("电话里签不了字，请录音或请见证人。")
        return self


class EnterFor(Facts):
    """A woman entered by her village or township, with her consent; it is refused without one."""

    name: Name
    birth_month: Month | None = None
    consent: ConsentRecord | None = Field(description="她的同意记录；没有就不能代为登记")


class Claim(Input):
    """Her code and one thing that matches."""

    code: Annotated[str, StringConstraints(min_length=10, max_length=30, pattern=r"^[0-9 \-]+$")]
    birth_month: Month | None = None
    village: Village | None = None
    phone_last4: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")] | None = None

    @model_validator(mode="after")
    def one_fact(self) -> Self:
        """Refuse none, and more than one: each wrong one costs a try."""
        if sum(one is not None for one in (self.birth_month, self.village, self.phone_last4)) != 1:
            raise ValueError("出生年月、所在村、电话后四位，选一样填。")
        return self


class ProposeMerge(Input):
    """Which of two entries stays."""

    kept: UUID


class DecideMerge(Input):
    """Another person's yes or no."""

    agree: bool


class RenewProxy(Input):
    """Until when somebody may go on acting for her."""

    expires_on: date


class Child(Input):
    """A child by year of birth and stage of school; never an ID number (LED-10)."""

    birth_year: Annotated[int, Field(ge=1990, le=2100)]
    school: Annotated[str, StringConstraints(pattern=r"^(none|kindergarten|primary|middle|high|out)$")]


class Household(Input):
    """Who lives with her and whom she cares for."""

    children: Annotated[list[Child], Field(max_length=12)]
    elders: Annotated[int, Field(ge=0, le=12)]
    has_land_contract: bool | None
    guardian_consent_heard: bool | None = Field(
        None, description="有十四岁以下的孩子时：她作为监护人听过说明并同意；不填就是没有同意"
    )


class CheckVillage(Input):
    """The village's word: she lives here, he is away."""

    lives_in_village: bool
    husband_away: bool


class CheckTownship(Input):
    """What belongs to township verification: identity, marriage, the absence by date."""

    name: Name
    id_number: Annotated[str, StringConstraints(min_length=15, max_length=20)] | None
    birth_date: date
    married: bool
    outside_county: bool
    away_since: RoughDay


class LeaveEntry(Input):
    """Why somebody leaves the counting or the ledger, and the day it happened."""

    because: ExitReason
    on: date
    reason: Reason | None = None


class RestoreEntry(Input):
    """He went away again, or the leaving was a mistake: since when."""

    on: date
    away_since: RoughDay | None = None
    outside_county: bool | None = None
    reason: Reason


class Leave(Input):
    """She leaves the ledger by herself; a day other than today is welcome, not needed."""

    on: date | None = None


class HusbandBack(Input):
    """Her husband is back, since when."""

    on: date


class Moved(Input):
    """She moved: to a village of this county, or away from it."""

    on: date
    village: Village | None = None


class AnswerContact(Input):
    """Whether we should reach her in another way now that he is back."""

    change: bool


class ReturnEntry(Input):
    """Back to her, with a reason she can read."""

    reason: Reason


class DecideChange(Input):
    """Yes or no to a change she asked for."""

    reason: Reason | None = None


class Flag(Input):
    """A key-group fact: who says so, and until when it holds (LED-04)."""

    key_group: KeyGroup
    source: FlagSource
    seen_on: date
    expires_on: date


class RevealEntry(Input):
    """Show name, phone and ID number in full, with a reason."""

    reason: Reason
