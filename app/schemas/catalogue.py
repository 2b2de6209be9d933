"""What goes out about the county's places."""

from app.schemas.out import Out
from app.vocabulary import DivisionLevel


class Place(Out):
    """A township or a village."""

    code: str
    name: str
    level: DivisionLevel


class Divisions(Out):
    """The places right below one."""

    divisions: list[Place]
