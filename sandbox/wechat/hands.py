"""What every hand behind the scenes needs: the state it moves, and the shape of its orders."""

from typing import Annotated

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict

from sandbox.wechat.world import World


def world_of(request: Request) -> World:
    """The state of the stand-in that was called."""
    world = request.app.state.world
    if not isinstance(world, World):
        raise TypeError("this application is not the stand-in")
    return world


Here = Annotated[World, Depends(world_of)]


class Order(BaseModel):
    """One order to the stand-in."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Press(Order):
    """Whose phone does something; `rotate` also gives her a new session key at login, `errno` is a button's refusal."""

    openid: str
    rotate: bool = False
    errno: int | None = None
