"""A worker hears a reply as she will hear it, before it is sent (QUE-05); nothing of it is kept."""

from fastapi import APIRouter, Request, Response

from app.domain.speech.inputs import ReadOver
from app.domain.speech.kept import Line
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.speech import ALONE, SpokenAlone
from app.permissions.table import Action

router = APIRouter(prefix="/v1/desk/speech", tags=["desk speech"], route_class=KeyedRoute)


@router.post("", response_class=Response, responses=ALONE, dependencies=[may(Action.SPEECH_HEAR, keyed=False)])
async def read_over(request: Request, draft: ReadOver) -> Response:
    """Hear a draft."""
    return SpokenAlone(Line(draft.text), request)
