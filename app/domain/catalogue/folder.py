"""A county's folder as one frozen value; the shapes of county.toml, departments.toml, services.toml and the rest."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from app.domain.catalogue.aid_shapes import AidGround, AidMatter, AidPaper, AidWords
from app.domain.catalogue.care_shapes import Crisis, DangerWords, Language, MoodCheck, WomensHome
from app.domain.catalogue.consent_shapes import ConsentText
from app.domain.catalogue.figure_shapes import Indicator, ScorePart
from app.domain.catalogue.loan_shapes import (
    LoanDocument,
    LoanGroup,
    LoanProduct,
    LoanQuestion,
    LoanRetirement,
    LoanSample,
    LoanStageClock,
    LoanWords,
    Lpr,
)
from app.domain.catalogue.shapes import Clock, Code, Shape, Text
from app.vocabulary import (
    BodyKind,
    Dialling,
    EmergencyTopic,
    Intake,
    LeadSource,
    LedgerField,
    Level,
    NoticeKind,
    OnDeletion,
    OutsideState,
    OutsideWay,
    RequestState,
    RightsKind,
)

Notice = Annotated[str, StringConstraints(min_length=4, max_length=60)]


class Service(Shape):
    """One thing she can ask for, or that is offered."""

    code: Code
    name: Annotated[str, StringConstraints(min_length=1)]
    official_name: Text = ""
    clauses: list[int]
    measures: list[str]
    lead: str
    lead_source: LeadSource
    first_handler: str = ""
    co: list[str] = Field(default_factory=list)
    township_role: Text
    level: Level
    kind: str = Field("request", pattern="^(request|offering)$")
    to_classify: bool = False
    intake: list[Intake]
    first_reply: Clock
    finish: Clock
    documents: list[Text]
    icon: Code
    read_aloud: Text
    topics: list[EmergencyTopic] = Field(default_factory=list)
    hotlines: list[str] = Field(default_factory=list)
    never: list[str] = Field(default_factory=list)
    counselling: bool = False
    source: Text
    valid_from: date
    valid_to: date | None = None
    confirmed_by: Text = ""


class Department(Shape):
    """A body of the county."""

    code: Code
    name: Text
    short: Text = ""
    kind: BodyKind
    members: list[str] = Field(default_factory=list)
    phone: Text = ""
    parent: str = ""
    valid_from: date
    valid_to: date | None = None
    successor: str = ""


class Hotline(Shape):
    """A number she can reach with one tap."""

    code: str
    name: Text
    number: Annotated[str, StringConstraints(pattern=r"^[0-9]{3,12}$")]
    dialling: Dialling = Dialling.CALL
    emergency: bool = False
    topics: list[EmergencyTopic] = Field(default_factory=list)
    hours: Text = ""
    source: Text
    confirmed_on: date | None = None


class Fact(Shape):
    """A number with its dates: value, unit, from when to when, source, who confirmed it."""

    code: Code
    name: Text
    value: Text
    unit: Text = ""
    valid_from: date
    valid_to: date | None = None
    source: Text
    confirmed_by: Text = ""


class NotSoftware(Shape):
    """A measure that software does not serve, and why."""

    measure: str
    reason: Annotated[str, StringConstraints(min_length=4)]


class Retention(Shape):
    """How long a class of data is kept, on what ground, and what becomes of it when she asks for deletion."""

    code: Code
    days: Annotated[int, Field(ge=1, le=36500)]
    basis: Text
    title: Text = ""
    on_deletion: OnDeletion = OnDeletion.ERASE


class RightsLimit(Shape):
    """In how many working days a request about her own data is answered; dated, with its source."""

    kind: RightsKind
    working_days: Annotated[int, Field(ge=1, le=60)]
    source: Text
    valid_from: date
    valid_to: date | None = None
    confirmed_by: Text = ""


class LedgerColumn(Shape):
    """One column of the ledger's export: what it holds, and how the receiving system calls it (LED-12)."""

    field: LedgerField
    title: Annotated[str, StringConstraints(min_length=1, max_length=40)]


class SafetyCheck(Shape):
    """One question to be ticked before a matter of danger is closed (QUE-08)."""

    code: Code
    text: Annotated[str, StringConstraints(min_length=4, max_length=60)]
    topics: Annotated[list[EmergencyTopic], Field(min_length=1)]


class Facility(Shape):
    """A place of the county where courses and activities are held; `place` is the township it stands in (CRS-07)."""

    code: Code
    name: Annotated[str, StringConstraints(min_length=2, max_length=40)]
    place: Annotated[str, StringConstraints(pattern=r"^[0-9]{9}$")]
    confirmed_on: date | None = None


class BusySeason(Shape):
    """Weeks in which the fields leave no time, every year; of the named townships, or of all (农忙)."""

    name: Annotated[str, StringConstraints(min_length=2, max_length=20)]
    first: Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
    last: Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
    townships: list[str] = Field(default_factory=list)
    source: Text


class DutyToReport(Shape):
    """What the law tells whoever hears of such a matter to do, and where it says so (SAF-10)."""

    code: Code
    text: Annotated[str, StringConstraints(min_length=4, max_length=200)]
    topics: Annotated[list[EmergencyTopic], Field(min_length=1)]
    source: Annotated[str, StringConstraints(min_length=4, max_length=200)]


class WeChatTemplate(Shape):
    """One message template the county has chosen at WeChat; its words are fixed, with a number or a date at most."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_\-]{20,64}$")]
    title: Text
    kinds: Annotated[list[NoticeKind], Field(min_length=1)]
    page: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_/\-]{2,80}$")]
    fields: Annotated[dict[str, Annotated[str, StringConstraints(min_length=1, max_length=32)]], Field(min_length=2)]


class OutsideBody(Shape):
    """A body outside the county's offices that may be handed a request, with its words for ours, both ways (INT-05)."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
    name: Annotated[str, StringConstraints(min_length=2, max_length=40)]
    way: OutsideWay
    days: Annotated[int, Field(ge=1, le=60)]
    states_out: dict[RequestState, Annotated[str, StringConstraints(min_length=1, max_length=40)]]
    states_in: Annotated[
        dict[Annotated[str, StringConstraints(min_length=1, max_length=40)], OutsideState], Field(min_length=1)
    ]
    classes: dict[str, Annotated[str, StringConstraints(min_length=1, max_length=40)]] = Field(default_factory=dict)
    other_class: Annotated[str, StringConstraints(min_length=1, max_length=40)] = "其他"
    source: Text


class WorkDays(Shape):
    """Our own table of working days; it wins over every library."""

    known_until: int = Field(ge=2020, le=2100)
    source: Text = ""
    off: list[date] = Field(default_factory=list)
    on: list[date] = Field(default_factory=list)


class Clause(Shape):
    """One clause of the policy."""

    number: int
    title: Text
    lead: str
    co: list[str]


class Measure(Shape):
    """One measure of a clause."""

    code: str
    clause: int
    name: Text
    kind: str


class Place(Shape):
    """A division: the county, a township or a village."""

    code: str
    name: Text
    level: str
    parent: str


class Folder(Shape):
    """Everything a county loads."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
    name: Text
    document: Text
    valid_from: date
    desk_hours: Text = ""
    review_offices: list[str] = Field(default_factory=list)
    work_days: WorkDays
    hotlines: list[Hotline]
    retentions: list[Retention]
    safety_checks: list[SafetyCheck] = Field(default_factory=list)
    duties: list[DutyToReport] = Field(default_factory=list)
    outside_bodies: list[OutsideBody] = Field(default_factory=list)
    facilities: list[Facility] = Field(default_factory=list)
    busy_seasons: list[BusySeason] = Field(default_factory=list)
    mood_check: MoodCheck | None = None
    crisis: Crisis = Crisis()
    danger_words: list[DangerWords] = Field(default_factory=list)
    languages: list[Language] = Field(default_factory=list)
    womens_homes: list[WomensHome] = Field(default_factory=list)
    rights_limits: list[RightsLimit] = Field(default_factory=list)
    ledger_columns: list[LedgerColumn] = Field(default_factory=list)
    departments: list[Department]
    services: list[Service]
    facts: list[Fact]
    messages: dict[str, Text]
    notices: dict[NoticeKind, Notice] = Field(default_factory=dict)
    consents: list[ConsentText] = Field(default_factory=list)
    wechat_templates: list[WeChatTemplate] = Field(default_factory=list)
    not_software: list[NotSoftware]
    aid_matters: list[AidMatter] = Field(default_factory=list)
    aid_grounds: list[AidGround] = Field(default_factory=list)
    aid_papers: list[AidPaper] = Field(default_factory=list)
    aid_words: AidWords | None = None
    loan_products: list[LoanProduct] = Field(default_factory=list)
    loan_rates: list[Lpr] = Field(default_factory=list)
    loan_groups: list[LoanGroup] = Field(default_factory=list)
    loan_documents: list[LoanDocument] = Field(default_factory=list)
    loan_samples: list[LoanSample] = Field(default_factory=list)
    loan_questions: list[LoanQuestion] = Field(default_factory=list)
    loan_retirements: list[LoanRetirement] = Field(default_factory=list)
    loan_stages: list[LoanStageClock] = Field(default_factory=list)
    loan_words: LoanWords | None = None
    indicators: list[Indicator] = Field(default_factory=list)
    scores: list[ScorePart] = Field(default_factory=list)
    clauses: list[Clause]
    measures: list[Measure]
    places: list[Place]

    @property
    def closed_retention_days(self) -> int | None:
        """Say for how long an erased closed request's key stays in escrow."""
        return self.kept_for("closed_escrow")

    def kept_for(self, code: str) -> int | None:
        """Say for how many days a class of data is kept, where the county says so."""
        return next((one.days for one in self.retentions if one.code == code), None)

    def keep_days(self, code: str, otherwise: int) -> int:
        """Say for how many days a class of data is kept, or what holds where the county says nothing."""
        return self.kept_for(code) or otherwise
