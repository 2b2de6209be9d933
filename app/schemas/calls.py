"""What goes out about a call: what the worker reads back, and no more than they may know of it afterwards."""

from uuid import UUID

from app.schemas.catalogue import Line
from app.schemas.out import Out


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
