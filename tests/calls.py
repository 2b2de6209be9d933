"""Calls made from the interface's own description: any route, with a body that fits, whatever lands next."""

from dataclasses import dataclass
from functools import lru_cache
from re import _parser as parser  # type: ignore[attr-defined]  the standard library's own reader of patterns
from typing import Any
from uuid import UUID

from httpx import AsyncClient, Response

from app.http.described import all_routes, gates_of
from app.http.gates import is_on_side
from app.main import create_app
from app.permissions.table import GRANTS, Action
from app.vocabulary import Role

SOMEBODY = str(UUID(int=0x0190_0000_0000_7000_8000_0000_0000_0001))
WORDS = "这件事要先核实一下具体情况再说。"
# Where a body must fit more than its schema says, what it says.
SAID: dict[str, dict[str, Any]] = {
    "PrintSlip": {"number": "3186 0427 6"},
    "Find": {"number": "3186 0427 6"},
    "Refer": {"office": "justice"},
    "ChangePin": {"current": "2468"},
    "GivePin": {"pin": "2468"},
    "EnterLawyer": {"checked_on": "2026-01-02", "valid_until": "2027-01-02"},
    "DeclareTie": {"name": "王某"},
    "RecordSession": {"state": "held"},
    "Flag": {"expires_on": "2027-01-02"},
    "DecideOrder": {"granted": True, "valid_until": "2027-01-02"},
}


@dataclass(frozen=True, slots=True)
class Call:
    """One route as it can be called: its verb, address, the names in it, its action, and a fitting body."""

    method: str
    path: str
    names: tuple[str, ...]
    action: Action | None
    body: Any = None
    raw: bytes | None = None

    @property
    def route(self) -> str:
        """The route's name in tables."""
        return f"{self.method} {self.path}"

    async def send(self, client: AsyncClient, **values: str) -> Response:
        """Call it, with values for the names in its address; what is not given is somebody nobody knows."""
        path = self.path
        for name in self.names:
            path = path.replace("{" + name + "}", values.get(name, "1" if name == "number" else SOMEBODY))
        headers = {"If-Match": '"1"', "X-Part-Sha256": "0" * 64}
        if self.raw is not None:
            return await client.request(self.method, path, content=self.raw, headers=headers)
        return await client.request(self.method, path, json=self.body, headers=headers)


def passes_the_gate(call: Call, role: Role) -> bool:
    """Say whether a role gets as far as the thing itself."""
    return call.action is not None and role in GRANTS[call.action] and is_on_side(call.path, role)


@lru_cache(maxsize=1)
def calls() -> tuple[Call, ...]:
    """Every route of the service."""
    app = create_app()
    described = app.openapi()
    made = []
    for method, path, route in all_routes(app):
        gates = gates_of(route.dependant)
        operation = described["paths"].get(path, {}).get(method.lower(), {})
        names = tuple(part[1:-1] for part in path.split("/") if part.startswith("{"))
        action = gates[0].action if gates else None
        body, raw = _body_of(operation, described)
        made.append(Call(method, path, names, action, body, raw))
    return tuple(made)


def _body_of(operation: dict[str, Any], described: dict[str, Any]) -> tuple[Any, bytes | None]:
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        return fitting(content["application/json"]["schema"], described), None
    return None, b"piece" if content else None


def fitting(shape: dict[str, Any], described: dict[str, Any]) -> Any:
    """Make the smallest value that fits a schema."""
    if "$ref" in shape:
        name = shape["$ref"].rsplit("/", 1)[-1]
        made = fitting(described["components"]["schemas"][name], described)
        return made | SAID[name] if name in SAID else made
    for several in ("anyOf", "oneOf", "allOf"):
        if several in shape:
            return fitting(next(one for one in shape[several] if one.get("type") != "null"), described)
    if "const" in shape or "enum" in shape:
        return shape.get("const", shape.get("enum", [None])[0])
    return MAKERS[shape.get("type", "null")](shape, described)


def _object(shape: dict[str, Any], described: dict[str, Any]) -> dict[str, Any]:
    fields = shape.get("properties", {})
    return {name: fitting(fields[name], described) for name in shape.get("required", [])}


def _array(shape: dict[str, Any], described: dict[str, Any]) -> list[Any]:
    return [fitting(shape["items"], described) for _ in range(shape.get("minItems", 0))]


def _matching(pattern: str) -> str:
    """Write the shortest text a pattern takes, its first choice everywhere."""
    return "".join(_piece(kind, of) for kind, of in parser.parse(pattern))


def _piece(kind: Any, of: Any) -> str:
    name = str(kind)
    if name == "LITERAL":
        return chr(of)
    if name == "IN":
        first, what = of[0]
        made = {"RANGE": lambda: chr(what[0]), "LITERAL": lambda: chr(what), "CATEGORY": lambda: "1"}
        return made.get(str(first), lambda: "甲")()
    if name == "BRANCH":
        return "".join(_piece(*one) for one in of[1][0])
    if name in ("MAX_REPEAT", "MIN_REPEAT"):
        return "".join(_piece(*one) for one in of[2]) * of[0]
    if name == "SUBPATTERN":
        return "".join(_piece(*one) for one in of[3])
    return "" if name == "AT" else "x"


def _string(shape: dict[str, Any], _described: dict[str, Any]) -> str:
    known = {"uuid": SOMEBODY, "date": "2026-01-02", "date-time": "2026-01-02T03:04:05Z", "time": "09:00:00"}
    if shape.get("format") in known:
        return known[shape["format"]]
    if "pattern" in shape:
        return _matching(shape["pattern"])
    words = WORDS * (shape.get("minLength", 0) // len(WORDS) + 1)
    return words[: shape.get("maxLength", len(words))]


def _number(shape: dict[str, Any], _described: dict[str, Any]) -> int:
    return int(shape.get("minimum", shape.get("exclusiveMinimum", 0) + 1))


MAKERS: dict[str, Any] = {
    "object": _object,
    "array": _array,
    "string": _string,
    "integer": _number,
    "number": _number,
    "boolean": lambda _shape, _described: True,
    "null": lambda _shape, _described: None,
}
