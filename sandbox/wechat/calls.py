"""One call to the stand-in as it came in, and the endpoint that answers it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.wechat.replies import Refused
from sandbox.wechat.world import Person, World


@dataclass(frozen=True, slots=True)
class Asked:
    """One call as it came in."""

    method: str
    query: Mapping[str, str]
    body: bytes
    address: str

    def document(self) -> dict[str, object]:
        """The JSON object that was posted; 43002, 44002 or 47001 when there is none."""
        if self.method != "POST":
            raise Refused(43002)
        if not self.body.strip():
            raise Refused(44002)
        try:
            document = json.loads(self.body.decode())
        except ValueError:
            raise Refused(47001) from None
        if not isinstance(document, dict):
            raise Refused(47001)
        return document


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A path, its way of writing the trace, and the work behind it: a JSON object, or a picture's bytes."""

    path: str
    work: Callable[[World, Asked], dict[str, object] | bytes]
    comma: bool = False


def owner_of(world: World, asked: Asked) -> str:
    """The appid whose access token was sent; the first thing every such call is held to."""
    return world.tokens.owner(asked.query.get("access_token", ""), world.now())


def person_of(world: World, appid: str, openid: object) -> Person:
    """The user an openid means in this program: 40003 for nobody, 43104 for another program's."""
    person = world.people.get(str(openid or ""))
    if person is None:
        raise Refused(40003)
    if person.appid != appid:
        raise Refused(43104)
    return person
