"""The same table as SQL: which rows an actor's list may hold. Row-level security is the second wall behind it."""

from sqlalchemy import ColumnElement, and_, false, literal_column
from sqlmodel import col

from app.models.help_requests import HelpRequest
from app.permissions.actors import Actor
from app.permissions.table import GRANTS, Action, Reach
from app.vocabulary import Level


def readable_requests(actor: Actor) -> ColumnElement[bool]:
    """Requests this actor may read, as a WHERE clause; nothing when the table grants nothing."""
    reach = GRANTS[Action.HELP_REQUEST_READ].get(actor.role)
    here = col(HelpRequest.county) == actor.county
    not_closed = col(HelpRequest.level) != Level.CLOSED
    member = col(HelpRequest.id) == literal_column("ANY (COALESCE((SELECT ctx.my_cases()), '{}'))")
    clauses: dict[Reach, ColumnElement[bool]] = {
        Reach.OWN: col(HelpRequest.profile_id) == actor.profile_id,
        Reach.OFFICE: (not_closed & col(HelpRequest.readers).bool_op("&&")(list(actor.readers)))
        | ((col(HelpRequest.level) == Level.CLOSED) & member),
        Reach.CASE: (col(HelpRequest.level) == Level.CLOSED) & member,
        Reach.COUNTY: here,
    }
    if reach is None:
        return false()
    return and_(here, clauses.get(reach, false()))
