"""What goes out about requests: one class per audience, so that privacy is a type."""

from uuid import UUID

from app.schemas.files import FileShown
from app.schemas.out import Moment, Out
from app.vocabulary import Channel, Level, MessageAudience, RequestState, Step, TaskPart, TaskState


class Face(Out):
    """What both sides see of a request."""

    id: UUID
    number: str
    service: str
    service_name: str
    level: Level
    state: RequestState
    state_words: str
    lead_office: str
    lead_name: str
    created_at: Moment
    due_at: Moment | None
    due_words: str | None
    version: int
    possible_steps: list[Step]


class StepTaken(Face):
    """What a desk step led to."""


class RequestInMyList(Face):
    """One row of her list."""

    telling: str | None


class MyRequests(Out):
    """One page of her list."""

    items: list[RequestInMyList]
    next: str | None


class Part(Out):
    """谁在办: one office's part."""

    id: UUID
    part: TaskPart
    state: TaskState
    office: str
    office_name: str
    due_at: Moment | None


class Event(Out):
    """One line of her time line, in plain words."""

    seq: int
    at: Moment
    state: RequestState
    line: str
    note: str | None


class DeskEvent(Event):
    """The same line with what only the desk sees."""

    step: Step
    shown_to_her: bool


class Line(Out):
    """One line of the thread, under its office's name."""

    id: UUID
    at: Moment
    by_her: bool
    from_name: str
    author: UUID | None
    body: str | None


class DeskLine(Line):
    """The same for the desk: notes too, and until when a reply can be taken back."""

    audience: MessageAudience
    visible_from: Moment


class Linked(Out):
    """Another request of the same telling (RTE-06)."""

    id: UUID
    number: str
    service_name: str
    state: RequestState
    state_words: str


class FromLesson(Out):
    """The micro-class she asked from; its title while it is public."""

    lesson_id: UUID
    title: str | None
    minute: int


class RequestForWoman(Face):
    """One request as she sees it."""

    telling: str | None
    from_lesson: FromLesson | None
    who: list[Part]
    timeline: list[Event]
    messages: list[Line]
    files: list[FileShown]
    linked: list[Linked]
    reopens: int
    erased: bool


class AlsoOpen(Out):
    """Another desk that has this request open."""

    office_name: str
    at: Moment


class OpenBeside(Out):
    """Somebody else who has the request open now; by name within one's own office only."""

    name: str | None
    office_name: str
    writing: bool
    since: Moment


class PresenceShown(Out):
    """Who else is in, which version is there now, and after how many seconds to say again that one is."""

    others: list[OpenBeside]
    version: int
    again_in: int


class SafetyQuestion(Out):
    """One question to be ticked before a matter of danger is closed."""

    code: str
    text: str


class Duty(Out):
    """What the law tells whoever handles this to do, and where it says so (SAF-10)."""

    code: str
    text: str
    source: str


class ContactRules(Out):
    """What whoever calls her has to know."""

    paused: bool
    only_when_open: bool
    from_hour: int
    to_hour: int
    no_message: bool
    has_code_word: bool
    script: str | None


class RequestForDesk(Face):
    """One request as its offices see it: name and phone masked by the server (SAF-08)."""

    telling: str | None
    from_lesson: FromLesson | None
    name: str | None
    phone: str | None
    village: str
    township: str
    owner_id: UUID | None
    channel: Channel
    finish_due: Moment | None
    reopens: int
    returns: int
    pending: Step | None
    also_open: list[AlsoOpen]
    contact_rules: ContactRules
    documents: list[str]
    safety_checks: list[SafetyQuestion]
    duties: list[Duty]
    who: list[Part]
    timeline: list[DeskEvent]
    messages: list[DeskLine]
    files: list[FileShown]
    erased: bool


class Receipt(Out):
    """What came of one telling."""

    requests: list[RequestForWoman]
    number_kept: bool
    line: str


class Told(Out):
    """One office that would hear of it, and why."""

    office: str
    office_name: str
    part: TaskPart
    why: str


class PreviewItem(Out):
    """Who would hear of one service."""

    service: str
    service_name: str
    level: Level
    told: list[Told]
    line: str
    proxy_line: str | None


class Preview(Out):
    """Who would hear, before anything is sent (NTF-05)."""

    items: list[PreviewItem]


class ProxyReceiptItem(Out):
    """What a proxy may know of one request: nothing at closed level but that it was passed on."""

    service: str
    service_name: str
    number: str | None
    state_words: str | None
    line: str


class ProxyReceipt(Out):
    """What came of a telling in her name."""

    items: list[ProxyReceiptItem]


class NumberGiven(Out):
    """A receipt number given in advance."""

    number: str
    expires_at: Moment


class NumberBlock(Out):
    """Twenty numbers for a telephone without a signal."""

    numbers: list[NumberGiven]


class Revealed(Out):
    """Name and phone in full, shown once with a reason, and the word to say first."""

    name: str | None
    phone: str | None
    code_word: str | None
