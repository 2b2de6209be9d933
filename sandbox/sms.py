"""A stand-in for the SMS gateway: it sends nothing, and shows the last messages to whoever tries the demo."""

from collections import deque
from datetime import datetime
from hmac import compare_digest
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from app import clock

KEPT = 500


class Sending(BaseModel):
    """A message handed to the gateway; the same key is taken once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    phone: str = Field(min_length=5, max_length=20)
    text: str = Field(min_length=1, max_length=500)
    key: str = Field(min_length=1, max_length=100)


class Message(BaseModel):
    """A message as the gateway keeps it."""

    model_config = ConfigDict(frozen=True)

    id: str
    phone: str
    text: str
    at: datetime
    dry_run: bool = False


class Mailbox:
    """The last messages of the stand-in; an empty token lets everyone send."""

    def __init__(self, token: str = "") -> None:
        self._token = token
        self._messages: deque[tuple[str, Message]] = deque(maxlen=KEPT)

    def opened_by(self, bearer: str) -> bool:
        """Whether this Authorization header may send."""
        return not self._token or compare_digest(bearer.encode(), f"Bearer {self._token}".encode())

    def take(self, sent: Sending, *, dry_run: bool = False) -> Message:
        """Keep a message, or find the one that came with the same key."""
        for key, message in self._messages:
            if key == sent.key:
                return message
        message = Message(id=uuid4().hex, phone=sent.phone, text=sent.text, at=clock.now(), dry_run=dry_run)
        self._messages.append((sent.key, message))
        return message

    def last(self, limit: int = 20) -> list[Message]:
        """The newest messages first."""
        return [message for _, message in reversed(self._messages)][:limit]

    def clear(self) -> None:
        """Forget every message."""
        self._messages.clear()


router = APIRouter()


def mailbox_of(request: Request) -> Mailbox:
    """The mailbox of the stand-in that was called."""
    mailbox = request.app.state.mailbox
    if not isinstance(mailbox, Mailbox):
        raise TypeError("this application is not the stand-in")
    return mailbox


Here = Annotated[Mailbox, Depends(mailbox_of)]


def allowed(mailbox: Here, authorization: Annotated[str, Header()] = "") -> None:
    """Let through who has the gateway's token."""
    if not mailbox.opened_by(authorization):
        raise HTTPException(401)


@router.post("/messages", status_code=202, dependencies=[Depends(allowed)])
async def take(sent: Sending, mailbox: Here) -> dict[str, str]:
    """Take a message over."""
    return {"id": mailbox.take(sent).id}


@router.post("/__sim/dry-runs", status_code=202, dependencies=[Depends(allowed)])
async def show_dry_run(held: Sending, mailbox: Here) -> dict[str, str]:
    """Show what a dry run held back."""
    return {"id": mailbox.take(held, dry_run=True).id}


@router.get("/__sim/messages")
async def last_messages(mailbox: Here, limit: Annotated[int, Query(ge=1, le=KEPT)] = 20) -> list[Message]:
    """The newest messages, so that a person at the demo finds their code."""
    return mailbox.last(limit)


@router.post("/__sim/reset")
async def clear(mailbox: Here) -> list[Message]:
    """Forget every message."""
    mailbox.clear()
    return []


def build(mailbox: Mailbox) -> FastAPI:
    """Make the application around a mailbox; it documents nothing."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.mailbox = mailbox
    app.include_router(router)
    return app
