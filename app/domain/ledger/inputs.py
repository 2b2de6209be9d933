"""What is said about a registration: her eight fields, household facts, and what verification adds."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.vocabulary import FlagSource, KeyGroup

Village = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
Phone = Annotated[str, StringConstraints(pattern=r"^1[3-9][0-9]{9}$")]
RoughDay = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30)]
Number = Annotated[str, StringConstraints(pattern=r"^[0-9 ]{9,11}$")]
Need = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{1,39}$")]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=300)]


class Input(BaseModel):
    """Frozen, and nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Register(Input):
    """LED-01: eight fields, none of them an ID number. No name and no phone are answers too."""

    name: Name | None = None
    phone: Phone | None = None
    village: Village
    husband_away: bool
    outside_county: bool | None = None
    away_since: RoughDay | None = None
    needs: Annotated[list[Need], Field(max_length=10)] = []
    consent_heard: bool | None = Field(description="她听过或看过说明并同意登记；不填就是没有同意")
    receipt_number: Number | None = Field(None, description="手机里预存的编号，没有网时也能先给她看；不是要她填的")


class Child(Input):
    """A child by year of birth and stage of school; never an ID number (LED-10)."""

    birth_year: Annotated[int, Field(ge=1990, le=2100)]
    school: Annotated[str, StringConstraints(pattern=r"^(none|kindergarten|primary|middle|high|out)$")]


class Household(Input):
    """Who lives with her and whom she cares for."""

    children: Annotated[list[Child], Field(max_length=12)]
    elders: Annotated[int, Field(ge=0, le=12)]
    has_land_contract: bool | None


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
