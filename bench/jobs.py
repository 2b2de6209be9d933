"""What is measured: our calls, and what the bare reference has to do for the same bytes."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import httpx

Make = Callable[[], httpx.Request]
COUNTY = "500230"
MINE = """
    SELECT * FROM help_request WHERE county = $1 AND profile_id = $2::text::uuid
    ORDER BY created_at DESC, id DESC LIMIT 20
"""
QUEUE = """
    SELECT t.*, r.number, r.service_code
    FROM request_task t JOIN help_request r ON r.county = t.county AND r.id = t.request_id
    WHERE t.county = $1 AND t.reader = $2 AND t.state = 'open' ORDER BY t.due_at, t.id LIMIT 21
"""
ONE = (
    ("help_request", "id"),
    ("request_task", "request_id"),
    ("request_event", "request_id"),
    ("request_message", "request_id"),
)
READ = "SELECT * FROM {table} WHERE county = $1 AND {key} = $2::text::uuid"
COPY = """
    INSERT INTO {table} OVERRIDING SYSTEM VALUE
    SELECT (jsonb_populate_record(x, jsonb_build_object({fresh}))).* FROM {table} x
    WHERE x.county = $1 AND x.id = (SELECT id FROM {table} WHERE county = $1 AND {key} = $3::text::uuid LIMIT 1)
"""
NUMBER = "'number', lpad((random() * 999999999)::bigint::text, 9, '0')"
WRITES = (
    ("help_request", "id", f"'id', $2::uuid, {NUMBER}"),
    ("request_task", "request_id", "'id', $2::uuid"),
    ("request_task", "request_id", "'id', $2::uuid"),
    ("request_task", "request_id", "'id', $2::uuid"),
    ("request_event", "request_id", "'id', $2::uuid, 'seq', (random() * 1e9)::int"),
    ("notice", "request_id", "'id', $2::uuid, 'dedupe_key', gen_random_uuid()::text"),
)


def jobs_of(address: str) -> tuple[dict[str, Any], dict[str, Make]]:
    """Sign in, take each answer once, and say what the bare reference has to do for the same bytes."""
    client = httpx.Client(base_url=address, timeout=60, trust_env=False)
    accounts = client.get("/v1/demo/accounts").json()
    woman = next(one for one in accounts if one["role"] == "woman")
    hers = client.post("/v1/sign-in/wechat", json={"code": woman["wechat_code"]}).json()
    for _ in range(20):
        client.send(_submit(address, hers["access_token"]))
    worker = next(one for one in accounts if one["login_name"] == "human_resources.1")
    said = {"login_name": worker["login_name"], "password": worker["password"], "otp": worker["otp_now"]}
    desk = client.post("/v1/sign-in/staff", json=said).json()
    she, they = ({"Authorization": f"Bearer {one['access_token']}"} for one in (hers, desk))
    listed = client.get("/v1/my/requests?limit=20", headers=she)
    request = listed.json()["items"][0]["id"]
    paths = {
        "catalogue": ("/v1/services", {}),
        "my requests": ("/v1/my/requests?limit=20", she),
        "one request": (f"/v1/my/requests/{request}", she),
        "desk queue": ("/v1/desk/requests?queue=to_accept&limit=20", they),
    }
    bodies = {name: client.get(path, headers=headers).text for name, (path, headers) in paths.items()}
    receipt = client.send(_submit(address, hers["access_token"])).text
    jobs = _bare_jobs(bodies, receipt, hers["profile"], request)
    makers: dict[str, Make] = {
        name: partial(httpx.Request, "GET", address + path, headers=headers) for name, (path, headers) in paths.items()
    }
    makers["submit"] = partial(_submit, address, hers["access_token"])
    return jobs, makers


def _submit(address: str, token: str) -> httpx.Request:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
    body = {"services": ["job.train"], "share": True, "telling": "想学点手艺"}
    return httpx.Request("POST", f"{address}/v1/my/requests", json=body, headers=headers)


def _bare_jobs(bodies: dict[str, str], receipt: str, profile: str, request: str) -> dict[str, Any]:
    """Say for each measurement which statements fetch the data, and the bytes to send."""
    reads = {
        "catalogue": [],
        "my requests": [(MINE, [COUNTY, profile])],
        "one request": [(READ.format(table=table, key=key), [COUNTY, request]) for table, key in ONE],
        "desk queue": [(QUEUE, [COUNTY, "human_resources"])],
    }
    jobs = {
        name.replace(" ", "-"): {
            "body": bodies[name],
            "writes": False,
            "statements": [{"sql": sql, "values": values} for sql, values in statements],
        }
        for name, statements in reads.items()
    }
    writes = [COPY.format(table=table, key=key, fresh=fresh) for table, key, fresh in WRITES]
    statements = [{"sql": sql, "values": [COUNTY, "new", request]} for sql in writes]
    return jobs | {"submit": {"body": receipt, "writes": True, "statements": statements}}
