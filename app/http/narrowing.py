"""Filters of a queue as codes in the address: nothing personal can be asked for there."""

from typing import Annotated

from fastapi import Depends, Query
from pydantic import StringConstraints

from app.domain.help_requests.narrowing import Narrowed
from app.vocabulary import DueIn, Level, RequestState

MOST = 20
Service = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.\-]{1,59}$")]
Township = Annotated[str, StringConstraints(pattern=r"^[0-9]{9}$")]


async def _narrowed(
    state: Annotated[tuple[RequestState, ...], Query(max_length=MOST)] = (),
    service: Annotated[tuple[Service, ...], Query(max_length=MOST)] = (),
    township: Annotated[tuple[Township, ...], Query(max_length=MOST)] = (),
    level: Annotated[tuple[Level, ...], Query(max_length=MOST)] = (),
    due: DueIn | None = None,
) -> Narrowed:
    return Narrowed(state, service, township, level, due)


QueueFilters = Annotated[Narrowed, Depends(_narrowed)]
