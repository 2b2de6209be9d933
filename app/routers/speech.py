"""听一听 for everybody: what the county and her app publish, read aloud by its code."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from app.domain.lessons.sounds import MACHINE_READ
from app.domain.speech import inputs, published, recordings
from app.http.county import CountyCode, PublicSession
from app.http.speech import PublishedSound
from app.schemas.speech import SpeechShown
from app.vocabulary import SpokenKind

router = APIRouter(prefix="/v1/speech", tags=["speech"])
SpokenKey = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]{0,99}$")]
BYTES = {"content": {"audio/mp4": {"schema": {"type": "string", "format": "binary"}}}}
SOUNDS: dict[int | str, dict[str, Any]] = {
    200: BYTES | {"description": "m4a，一个声道；X-Read-By 是 machine（机器朗读）或 person（本地人录的）"},
    206: BYTES | {"description": "要的那一段"},
    304: {"description": "和您已有的一样"},
    416: {"description": "没有这一段"},
}


@router.get("", response_model=SpeechShown)
async def describe(county: CountyCode) -> object:
    """Say which prompts somebody of the county recorded, and what is written beside the machine's voice."""
    return {"machine_words": MACHINE_READ, "recorded": recordings.listed(county)}


@router.get("/{kind}/{key}", response_class=Response, responses=SOUNDS)
async def listen(
    request: Request,
    session: PublicSession,
    county: CountyCode,
    kind: SpokenKind,
    key: SpokenKey,
    asked: Annotated[inputs.Listen, Query()],
) -> Response:
    """Hear a published text."""
    words = await published.words(session, county=county, kind=kind, key=key, numbers=asked.n)
    recording = recordings.wanted(county, kind, key, asked)
    return PublishedSound(words, request, county=county, recording=recording, lasting=asked.v is not None)
