"""What goes out about a call: what the worker reads back, and no more than they may know of it afterwards."""

from uuid import UUID

from app.schemas.catalogue import Line
from app.schemas.out import Out


class SlipPhone(Out):
    """A number anybody may call."""

    name: str
    phone: str


class Slip(Out):
    """What is printed on a paper to take home; it says of no matter and no service."""

    title: str
    number: str
    read_aloud: str
    lines: list[str]
    call_back: str | None
    phones: list[SlipPhone]
    printed_on: str


class CallLogged(Out):
    """The receipt to read back; `id` only for a worker who may open the request, `linked` when it is in her app."""

    id: UUID | None
    number: str
    read_aloud: str
    line: str
    service_name: str
    lead_name: str
    due_words: str | None
    linked: bool
    emergency: list[Line]
