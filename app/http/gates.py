"""The gate of a route: which action it is, and the key every unsafe call must carry."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Depends, Request

from app.errors import EnrolFirst, NotAllowed, PinNeeded, StepUpNeeded
from app.http import refusals
from app.http.actor import CurrentActor
from app.http.budgets import BUDGETS, spend
from app.http.idempotency import claim_key
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.decide import granted
from app.permissions.table import FRESH_ONLY, FRESH_TO_CHANGE, UNLOCKED_ONLY, WITHOUT_SECOND_FACTOR, Action
from app.vocabulary import Role

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HERS, STAFF_ONLY = "/v1/my/", ("/v1/desk/", "/v1/admin/", "/v1/staff/")


def is_on_side(path: str, role: Role) -> bool:
    """Say whether a role belongs on this side of the house: hers for women alone, the desks for workers alone.

    An action both have (reading a request) shows each side another thing, and a worker's look leaves its row.
    """
    if path.startswith(HERS):
        return role is Role.WOMAN
    return not path.startswith(STAFF_ONLY) or role is not Role.WOMAN


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets a role through to an action; whether *this* thing is theirs is the domain's question.

    `keyed=False` is for reads sent as POST; the closed list of them is asserted by a test.
    """

    action: Action
    keyed: bool = True

    async def __call__(self, request: Request, actor: CurrentActor, session: Session) -> Actor:
        """Give the actor, or refuse with NotAllowed (403); an unsafe call also claims its key."""
        refusals.is_asking(session, actor, self.action, session.info["context"])
        if not granted(actor, self.action) or not is_on_side(request.url.path, actor.role):
            raise NotAllowed
        if not actor.strong and self.action not in WITHOUT_SECOND_FACTOR:
            raise EnrolFirst
        if not actor.fresh and self._needs_fresh(request.method):
            raise StepUpNeeded
        if actor.locked and self.action in UNLOCKED_ONLY:
            raise PinNeeded
        if self.action in BUDGETS:
            await spend(session, actor=actor, action=self.action)
        if self.keyed and request.method not in SAFE:
            await claim_key(request, session, actor)
        return actor

    def _needs_fresh(self, method: str) -> bool:
        """Say whether the call needs a code given within the last minutes."""
        return self.action in FRESH_ONLY or (self.action in FRESH_TO_CHANGE and method not in SAFE)


def may(action: Action, *, keyed: bool = True) -> Any:
    """Declare what a route does, inside an Annotated actor parameter."""
    gate: Callable[..., Awaitable[Actor]] = Gate(action, keyed)
    return Depends(gate)
