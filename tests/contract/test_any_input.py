"""Any input: whatever the interface's own description allows, and a little more, no call ends in a 500 (R8, INT-01).

Schemathesis makes the calls from our openapi.json and holds every answer to it: a status it does not name, another
content type or a body of another shape fails. `make soak` asks the same with many more.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pytest
import schemathesis
from httpx import AsyncClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.http import problems
from app.main import create_app
from app.vocabulary import Role
from tests.calls import Call, calls, passes_the_gate
from tests.contract.test_matrix import ROLES, Scene, scene
from tests.visits import Visits

__all__ = ("scene",)  # fixtures of the matrix, used here as they are
CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]
ANSWERED_BY_NOBODY = 500
Made = tuple[Any, dict[str, Any]]
BY_ROUTE = {call.route: call for call in calls()}


@dataclass(frozen=True)
class Form:
    """How many calls of each kind a route gets from each role that may."""

    fitting: int
    unfitting: int


SHORT, LONG = Form(2, 1), Form(40, 20)


def operations() -> list[Any]:
    schema = schemathesis.openapi.from_dict(create_app().openapi())
    return [found.ok() for found in schema.get_all_operations()]


def make(operation: Any, count: int, mode: GenerationMode) -> list[Any]:
    """Make calls of one kind for a route, always the same ones."""
    kept: list[Any] = []
    how = settings(
        max_examples=count, database=None, derandomize=True, phases=[Phase.generate], deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip

    @how
    @given(operation.as_strategy(generation_mode=mode))
    def keep(case: Any) -> None:
        kept.append(case)

    keep()
    return kept


@lru_cache(maxsize=2)
def cases(form: Form) -> list[tuple[Call, list[Made]]]:
    """Every route with its calls, each beside the names it was made with; made once for all roles."""
    return [
        (
            BY_ROUTE[f"{one.method.upper()} {one.path}"],
            [(case, dict(case.path_parameters)) for case in cases_of(one, form)],
        )
        for one in operations()
    ]


def cases_of(operation: Any, form: Form) -> list[Any]:
    try:
        unfitting = make(operation, form.unfitting, GenerationMode.NEGATIVE)
    except Exception:  # noqa: BLE001  a route without any input has nothing to get wrong
        unfitting = []
    return [*make(operation, form.fitting, GenerationMode.POSITIVE), *unfitting]


async def ask(
    client: AsyncClient, made: tuple[Any, dict[str, Any]], own: dict[str, str], version: str | None
) -> str | None:
    """Make one call, with own ids where there are some; gives what is wrong with the answer."""
    case, names = made
    case.path_parameters = {name: own.get(name, value) for name, value in names.items()}
    told = case.as_transport_kwargs(base_url="http://county.test")
    headers = {name: value for name, value in told.pop("headers").items() if _sendable(name, value)}
    if version is not None and "If-Match" in headers:
        headers["If-Match"] = version
    told.pop("cookies", None)
    if "data" in told:
        told["content"] = told.pop("data")
    answer = await client.request(told.pop("method"), told.pop("url"), headers=headers, **told)
    if answer.status_code == ANSWERED_BY_NOBODY:
        return f"{case.operation.label}: a 500 for {case.body!r:.300} {case.query!r:.300}"
    try:
        case.validate_response(answer, checks=CHECKS)
    except BaseExceptionGroup as found:
        return f"{case.operation.label}: {found.exceptions[0]!s:.1500}"
    return None


def _sendable(name: str, value: str) -> bool:
    """What a header may carry at all; who is asking is ours to say."""
    return name.lower() not in ("authorization", "cookie", "host") and value.isascii() and value.isprintable()


# The calls are made before any transaction is open (a session's fixture comes first): the database ends an idle one.
@pytest.fixture(scope="session")
def short() -> Form:
    """The short form, its calls made."""
    cases(SHORT)
    return SHORT


@pytest.fixture(scope="session")
def long() -> Form:
    """The long form, its calls made."""
    cases(LONG)
    return LONG


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note every statement the database refused for another reason than its rules: those are mistakes of ours."""
    mistakes: list[str] = []
    answer = problems.of_database

    def note(request: Any, error: Exception) -> Any:
        if isinstance(error, DBAPIError) and not isinstance(error, IntegrityError):
            mistakes.append(f"{request.method} {request.url.path}: {error.orig!r:.300}")
        return answer(request, error)

    monkeypatch.setattr(problems, "of_database", note)
    return mistakes


async def any_input(scene: Scene, visit: Visits, connection: AsyncConnection, role: Role, form: Form) -> list[str]:
    """Ask every route this role may, and undo each call."""
    wrong: list[str] = []
    async with visit(scene.actors[role]) as client:
        for call, made in cases(form):
            if role is not Role.WOMAN if call.action is None else not passes_the_gate(call, role):
                continue  # public routes once; who does not pass the gate is the matrix's affair
            version = await _version(client, call, scene.own[role])
            for number, case in enumerate(made):
                async with connection.begin_nested() as nested:
                    own = scene.own[role] if number % 2 == 0 else {}
                    found = await ask(client, case, own, version if number % 2 == 0 else None)
                    await nested.rollback()
                wrong += [found] if found else []
    return wrong


async def _version(client: AsyncClient, call: Call, own: dict[str, str]) -> str | None:
    """The version a form of this thing would have seen."""
    if "}" not in call.path or not set(call.names) & set(own):
        return None
    path = call.path[: call.path.index("}") + 1]
    return (await Call("GET", path, call.names, None).send(client, **own)).headers.get("etag")


@pytest.mark.parametrize("role", ROLES)
async def test_R8_no_input_of_any_role_ends_in_a_500_or_an_answer_nobody_described(
    scene: Scene, visit: Visits, connection: AsyncConnection, role: Role, strict: list[str], short: Form
) -> None:
    wrong = await any_input(scene, visit, connection, role, short)
    assert (wrong, strict) == ([], [])


@pytest.mark.soak
@pytest.mark.parametrize("role", ROLES)
async def test_R8_no_input_of_any_role_ends_in_a_500_however_many_are_tried(
    scene: Scene, visit: Visits, connection: AsyncConnection, role: Role, strict: list[str], long: Form
) -> None:
    wrong = await any_input(scene, visit, connection, role, long)
    assert (wrong, strict) == ([], [])
