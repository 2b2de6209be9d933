"""What goes out about the county: itself, its places, its services."""

from datetime import date

from app.schemas.out import Out
from app.vocabulary import ConsentPurpose, Dialling, DivisionLevel, EmergencyTopic, Level


class Place(Out):
    """A township or a village."""

    code: str
    name: str
    level: DivisionLevel


class Divisions(Out):
    """The places right below one."""

    divisions: list[Place]


class Line(Out):
    """A number she reaches with one tap; `to_confirm` says that the county has not tried it yet."""

    name: str
    number: str
    dialling: Dialling
    hours: str
    confirmed_on: date | None
    to_confirm: bool


class CountyLine(Line):
    """A number of the county's list; the emergency ones stand on the first screen."""

    emergency: bool


class ConsentWords(Out):
    """What she is told before she agrees to one use, and which version of it this is."""

    purpose: ConsentPurpose
    title: str
    words: str
    version: str


class Consents(Out):
    """Every use with its words."""

    consents: list[ConsentWords]


class DatedFact(Out):
    """A number with its dates; an expired one says 已过期 instead."""

    code: str
    name: str
    value: str
    valid_from: date
    valid_to: date | None
    source: str
    confirmed_by: str


class CountyShown(Out):
    """The county as everybody sees it."""

    code: str
    name: str
    document: str
    version: int
    desk_hours: str
    hotlines: list[CountyLine]
    facts: list[DatedFact]
    messages: dict[str, str]


class Lead(Out):
    """Who leads; 待确认 where the policy names nobody."""

    office: str | None
    name: str
    to_confirm: bool


class Helper(Out):
    """Who helps."""

    office: str
    name: str


class ServiceCard(Out):
    """One thing she can ask for: by whom, by when, with which papers, and whom to call when it is urgent."""

    code: str
    name: str
    official_name: str
    clauses: list[int]
    measures: list[str]
    lead: Lead
    first_handler: str | None
    co: list[Helper]
    township_role: str | None
    level: Level
    first_reply: str
    finish: str
    documents: list[str]
    icon: str
    read_aloud: str
    topics: list[EmergencyTopic]
    emergency: list[Line]
    hotlines: list[Line]
    source: str
    valid_from: date
    can_ask: bool


class Services(Out):
    """Every service of one version of the county."""

    version: int
    services: list[ServiceCard]
