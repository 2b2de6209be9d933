"""What must be true of every route."""

from pydantic import BaseModel

from app.http.described import all_routes, gates_of
from app.main import create_app
from app.schemas.out import Out

PUBLIC = {
    "GET /healthz",
    "GET /readyz",
    "GET /openapi.json",
    "GET /docs",
    "GET /docs/{name}",
    "GET /v1/county",
    "GET /v1/consents",
    "GET /v1/divisions",
    "GET /v1/services",
    "GET /v1/services/{code}",
    "GET /v1/speech",
    "GET /v1/speech/{kind}/{key}",
    "POST /v1/sign-in/wechat",
    "POST /v1/sign-in/phone/codes",
    "POST /v1/sign-in/phone",
    "POST /v1/sign-in/staff",
    "POST /v1/sign-in/staff/invitation",
    "POST /v1/sign-in/refresh",
    "POST /v1/questions",
    "GET /v1/questions/{code}",
    "POST /v1/questions/{code}",
    "POST /v1/outside/{body}/answers",
    "GET /v1/wechat/push",
    "GET /v1/content-checks/{link}",
    "POST /v1/wechat/push",
    "POST /v1/providers/applications",
    "GET /v1/lessons",
    "GET /v1/lessons/{lesson_id}",
    "GET /v1/lessons/{lesson_id}/audio",
    "GET /v1/lessons/{lesson_id}/audio/{digest}",
    "GET /v1/answers",
    "GET /v1/courses",
    "GET /v1/courses/{course_id}",
    "GET /v1/courses/{course_id}/calendar",
    "GET /v1/certificates/{certificate_code}",
    "GET /v1/loans",
    "GET /v1/loans/samples/{sample}",
    "POST /v1/loans/self-check",
    "POST /v1/loans/quote",
    "POST /v1/loans/agent-reports",
}
WITHOUT_KEY = {
    "POST /v1/sign-out",
    "PUT /v1/uploads/{upload_id}/parts/{number}",
    "POST /v1/my/requests/preview",
    "POST /v1/desk/requests/search",
    "POST /v1/desk/slips",
    "POST /v1/desk/saved-replies/score",
    "POST /v1/desk/requests/{request_id}/presence",
    "POST /v1/desk/registrations/{entry_id}/requests/preview",
    "POST /v1/my/pin/unlock",
    "POST /v1/my/pin/lock",
    "POST /v1/my/profiles/{profile_id}/switch",
    "POST /v1/my/requests/preview/speech",
    "POST /v1/my/requests/{request_id}/speech",
    "POST /v1/my/requests/{request_id}/events/{number}/speech",
    "POST /v1/my/requests/{request_id}/messages/{message_id}/speech",
    "POST /v1/my/notices/{notice_id}/speech",
    "POST /v1/desk/speech",
}
DESK_STEPS = (
    "classify",
    "accept",
    "start",
    "return",
    "assign",
    "refer",
    "accept-referral",
    "refuse-referral",
    "revoke-referral",
    "transfer",
    "ask",
    "reply",
    "note",
    "finish-part",
    "excuse-part",
    "outside-answer",
    "resolve",
    "reject",
    "decide-review",
    "rule",
    "extend",
    "grant-extension",
    "urge",
    "approve",
)
HER_STEPS = ["confirm", "reopen", "withdraw", "resubmit", "rate", "urge", "messages", "review"]


ROUTES = {f"{method} {path}": route for method, path, route in all_routes(create_app())}


def test_there_are_routes_to_look_at() -> None:
    assert len(ROUTES) > 70


def test_every_route_carries_exactly_one_gate_or_is_on_the_public_list() -> None:
    without = {name for name, route in ROUTES.items() if len(gates_of(route.dependant)) != 1}
    assert without == PUBLIC


def test_every_unsafe_route_takes_a_key_but_for_a_closed_list() -> None:
    unkeyed = {
        name
        for name, route in ROUTES.items()
        if not name.startswith("GET") and not any(gate.keyed for gate in gates_of(route.dependant))
    }
    assert unkeyed == WITHOUT_KEY | {name for name in PUBLIC if name.startswith("POST")}


def test_keyed_routes_keep_their_answers() -> None:
    for name, route in ROUTES.items():
        if not name.startswith("GET") and any(gate.keyed for gate in gates_of(route.dependant)):
            assert type(route).__name__ == "KeyedRoute", name


def test_every_step_has_its_literal_route() -> None:
    desk = {f"POST /v1/desk/requests/{{request_id}}/{step}" for step in DESK_STEPS}
    hers = {f"POST /v1/my/requests/{{request_id}}/{step}" for step in HER_STEPS}
    assert desk | hers <= set(ROUTES)


def test_verbs_are_get_post_put_delete_only() -> None:
    assert {name.split()[0] for name in ROUTES} <= {"GET", "POST", "PUT", "DELETE"}


def models_in(kind: object) -> list[type[BaseModel]]:
    return [kind] if isinstance(kind, type) and issubclass(kind, BaseModel) else []


def test_outputs_have_no_defaults_and_inputs_are_frozen_and_refuse_extras() -> None:
    for name, route in ROUTES.items():
        for model in models_in(route.response_model):
            if issubclass(model, Out):
                assert all(field.is_required() for field in model.model_fields.values()), name
        if route.body_field is not None:
            for model in models_in(route.body_field.field_info.annotation):
                assert model.model_config.get("frozen"), name
                assert model.model_config.get("extra") == "forbid", name


def test_every_text_of_an_input_is_bounded() -> None:
    described = create_app().openapi()["components"]["schemas"]
    inputs = {
        model.__name__
        for route in ROUTES.values()
        if route.body_field is not None
        for model in models_in(route.body_field.field_info.annotation)
    }
    for name in inputs:
        for field, shape in described[name]["properties"].items():
            for one in [shape, *shape.get("anyOf", []), shape.get("items", {})]:
                if one.get("type") == "string" and "enum" not in one and "const" not in one:
                    assert {"maxLength", "pattern", "format"} & set(one), f"{name}.{field}"
