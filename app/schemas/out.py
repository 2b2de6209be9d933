"""The shape of everything that goes out: frozen, no defaults, never a table."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, PlainSerializer

from app.clock import COUNTY_ZONE


class Out(BaseModel):
    """What an answer is made of; a field without a value is an error, not a default."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


Moment = Annotated[datetime, PlainSerializer(lambda at: at.astimezone(COUNTY_ZONE).isoformat(), return_type=str)]
"""A moment shown in the county's own time (Asia/Shanghai)."""


class Named(Out):
    """An id with what people call it."""

    id: UUID
    name: str
