"""What is said about a visit and about a village's charter; about her no free text but one note, which is sealed."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.vocabulary import NotDoneBecause

Village = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
Service = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{1,39}$")]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


EARLIEST_YEAR, LATEST_YEAR = 2020, 2100


def _of_our_time(said: datetime) -> datetime:
    """Refuse a moment no telephone of ours can mean; at the ends of time no zone can be reckoned."""
    if not EARLIEST_YEAR <= said.year < LATEST_YEAR:
        raise ValueError("手机的日期不对，请先对好时间。")
    return said


WrittenAt = Annotated[AwareDatetime, AfterValidator(_of_our_time)]


class Input(BaseModel):
    """Frozen, and nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PlanVisit(Input):
    """Whom, and on which day."""

    entry_id: UUID
    planned_for: date


class VisitMade(Input):
    """When, whether she needs something, which service that is, and one note of the visitor's own.

    A form that was kept on the telephone says when it was written there.
    """

    done_on: date
    written_at: WrittenAt | None = Field(None, description="手机上写下的时间；没有信号、事后补传时带上")
    need_found: bool
    service: Service | None = None
    note: Note | None = None

    @model_validator(mode="after")
    def a_service_answers_a_need(self) -> Self:
        """Refuse a service where no need was found."""
        if self.service is not None and not self.need_found:
            raise ValueError("没有发现需要，就不要填服务项目。")
        return self


class VisitBeside(VisitMade):
    """A visit nobody had planned: whom, and what a planned one says."""

    entry_id: UUID


class VisitNotMade(Input):
    """Why it was not made, from a closed list."""

    because: NotDoneBecause
    written_at: WrittenAt | None = Field(None, description="手机上写下的时间；没有信号、事后补传时带上")


class WishAboutVisits(Input):
    """不用打扰我, or taking it back."""

    no_visits: bool


class RecordCharter(Input):
    """Whether the village's 村规民约 has a clause of care for these women, and when the charter was adopted."""

    village: Village
    care_clause: bool
    adopted_on: date | None = None

    @model_validator(mode="after")
    def a_clause_has_its_date(self) -> Self:
        """Refuse a clause without the day the charter was adopted."""
        if self.care_clause and self.adopted_on is None:
            raise ValueError("有关爱条款的，要写明村规民约通过的日期。")
        return self
