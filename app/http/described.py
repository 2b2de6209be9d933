"""What openapi.json says beside what FastAPI reads from the code: every refusal a route can give, headers, the key."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from app.http.gates import SAFE, Gate
from app.http.idempotency import SHAPE
from app.http.open_calls import OpenCall
from app.http.problems import MEDIA_TYPE
from app.http.published import PublishedRoute
from app.http.versions import expected_version

PROBLEM = {
    "type": "object",
    "description": "RFC 9457；title 是一句她能照着做的话，code 不会变。",
    "required": ["type", "title", "status", "code", "detail", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
        "fields": {"type": "array", "items": {"type": "object", "additionalProperties": {"type": "string"}}},
    },
}
REFUSALS: dict[int, str] = {
    400: "少了必要的请求头，或内容读不懂",
    401: "没有登录，或登录没有成功",
    403: "看得到，但不能做；或者要先给 PIN、先绑定动态码、先同意",
    404: "没有，或者对您来说没有",
    408: "没有在时限内收完",
    409: "现在不能这样做，或同一把钥匙正在处理",
    412: "别人刚刚改过；带着最新的版本",
    413: "发来的内容太大",
    414: "网址太长",
    421: "不是这里的网址，或没有开通的区县",
    422: "内容不合要求",
    428: "缺少 If-Match",
    429: "试得太多；Retry-After 说什么时候再来",
    431: "请求头太大",
    503: "暂时不能用；Retry-After 说什么时候再来",
}
WAITS = frozenset({429, 503})
EVERYWHERE = (414, 421, 431, 503)
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "同一次发送用同一把钥匙：再发多少遍都只算一次。",
    "schema": {"type": "string", "pattern": f"^{SHAPE}$"},
}
VERSION = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "看到的版本（ETag）。",
    "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
}
DIGEST = {
    "name": "X-Part-Sha256",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
}
PIECE = {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}


class DescribedApp(FastAPI):
    """An application whose description names its refusals."""

    def openapi(self) -> dict[str, Any]:
        """Describe every route, once."""
        if self.openapi_schema is None:
            described = super().openapi()
            _complete(self, described)
        return self.openapi_schema or {}


def all_routes(app: FastAPI) -> Iterator[tuple[str, str, APIRoute]]:
    """Give every route of ours as method, path and route; `app.routes` alone does not list included ones."""
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield method, str(context.path), route


def gates_of(dependant: Dependant) -> list[Gate]:
    """Give the gates of a route: one, or none on a public one."""
    own = [dependant.call] if isinstance(dependant.call, Gate) else []
    return [*own, *(gate for one in dependant.dependencies for gate in gates_of(one))]


def _wants_version(dependant: Dependant) -> bool:
    return dependant.call is expected_version or any(_wants_version(one) for one in dependant.dependencies)


def _is_open_call(dependant: Dependant) -> bool:
    """Say whether anybody may call, so and so often, with a key of their own."""
    return isinstance(dependant.call, OpenCall) or any(_is_open_call(one) for one in dependant.dependencies)


def _complete(app: FastAPI, described: dict[str, Any]) -> None:
    parts = described.setdefault("components", {})
    for name in ("HTTPValidationError", "ValidationError"):
        parts.get("schemas", {}).pop(name, None)
    parts.setdefault("schemas", {})["Problem"] = PROBLEM
    parts["responses"] = {f"Refused{status}": _refusal(status) for status in REFUSALS}
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    for method, path, route in all_routes(app):
        operation = described["paths"].get(path, {}).get(method.lower())
        if operation is not None:
            _describe(operation, method, path, route)


def _refusal(status: int) -> dict[str, Any]:
    said: dict[str, Any] = {
        "description": REFUSALS[status],
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in WAITS:
        said["headers"] = {"Retry-After": {"schema": {"type": "string", "pattern": "^[0-9]+$"}}}
    return said


def _describe(operation: dict[str, Any], method: str, path: str, route: APIRoute) -> None:
    for status in sorted(refusals_of(method, path, route)):
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/Refused{status}"}
    gates = gates_of(route.dependant)
    if gates:
        operation["security"] = [{"token": []}]
    if isinstance(route, PublishedRoute):
        operation["responses"]["304"] = {"description": "和您已有的一样"}
    keyed = any(gate.keyed for gate in gates) or _is_open_call(route.dependant)
    extra = [KEY] if method not in SAFE and keyed else []
    extra += [VERSION] if _wants_version(route.dependant) else []
    if path.endswith("/parts/{number}"):
        extra.append(DIGEST)
        operation["requestBody"] = PIECE
    if extra:
        operation["parameters"] = [*operation.get("parameters", []), *extra]


def refusals_of(method: str, path: str, route: APIRoute) -> set[int]:
    """Say which refusals a route can give."""
    known = {*EVERYWHERE}
    asks = bool(_pages(route.dependant) or route.dependant.path_params or route.body_field)
    known |= {422} if asks else set()
    known |= {404} if asks else set()
    known |= {400} if _reads_headers(route.dependant) else set()
    known |= {429} if _is_open_call(route.dependant) or path.startswith("/v1/speech/") else set()
    known |= {400, 404, 408, 409, 413, 422, 429} if method not in SAFE else set()
    known |= {401, 403, 404} if gates_of(route.dependant) else set()
    known |= {409} if gates_of(route.dependant) and "{" in path else set()  # there, but not of that kind
    known |= {400, 412, 428} if _wants_version(route.dependant) else set()
    known |= {401, 403} if method not in SAFE or path == "/v1/wechat/push" else set()
    return known


def _pages(dependant: Dependant) -> bool:
    """Say whether a dependency reads from the query (cursors, the county)."""
    return bool(dependant.query_params) or any(_pages(one) for one in dependant.dependencies)


def _reads_headers(dependant: Dependant) -> bool:
    """Say whether a dependency reads a header that may be misshapen (If-None-Match)."""
    return bool(dependant.header_params) or any(_reads_headers(one) for one in dependant.dependencies)
