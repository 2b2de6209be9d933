"""The other reference: a FastAPI route that returns constant bytes."""

import json
import os
from pathlib import Path

from fastapi import FastAPI, Response

app = FastAPI()
BODY = json.loads(Path(os.environ["BENCH_JOBS"]).read_bytes())["catalogue"]["body"].encode()


@app.get("/catalogue")
async def catalogue() -> Response:
    """Send the catalogue's bytes."""
    return Response(BODY, media_type="application/json")
