"""Her uploads, her box, and opening files."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response, status

from app.domain.files import evidence, inputs, opening, uploading
from app.http.files import SealedFile, piece_of, storage
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.files import Evidence, UploadShown

router = APIRouter(prefix="/v1", tags=["files"], route_class=KeyedRoute)


@router.post("/uploads", response_model=UploadShown, status_code=status.HTTP_201_CREATED)
async def begin(actor: Annotated[Actor, may(Action.FILE_SEND)], session: Session, said: inputs.BeginUpload) -> object:
    """Begin to send a file."""
    storage()
    return await uploading.begin(session, actor=actor, said=said)


@router.get("/uploads/{upload_id}", response_model=UploadShown)
async def show(actor: Annotated[Actor, may(Action.FILE_SEND)], session: Session, upload_id: UUID) -> object:
    """Say which pieces are there."""
    return await uploading.show(session, actor=actor, upload_id=upload_id)


@router.put("/uploads/{upload_id}/parts/{number}", response_model=UploadShown)
async def put_part(
    request: Request,
    actor: Annotated[Actor, may(Action.FILE_SEND, keyed=False)],
    session: Session,
    upload_id: UUID,
    number: Annotated[int, Path(ge=1, le=100)],
) -> object:
    """Take one piece (256 KiB, the last one shorter), with its digest in X-Part-Sha256."""
    piece = await piece_of(request, number)
    return await uploading.put_part(session, actor=actor, upload_id=upload_id, piece=piece)


@router.post("/uploads/{upload_id}/complete", response_model=UploadShown)
async def complete(actor: Annotated[Actor, may(Action.FILE_SEND)], session: Session, upload_id: UUID) -> object:
    """Finish a file."""
    return await uploading.complete(session, actor=actor, upload_id=upload_id)


@router.get("/files/{file_id}", response_class=Response)
async def read(
    request: Request, actor: Annotated[Actor, may(Action.FILE_OPEN)], session: Session, file_id: UUID
) -> Response:
    """Open a file; whoever asks is asked anew each time."""
    opened = await opening.open_file(session, actor=actor, file_id=file_id)
    return SealedFile(opened, request, attached=opened.media_type == "application/pdf")


@router.get("/files/{file_id}/thumbnail", response_class=Response)
async def thumbnail(
    request: Request, actor: Annotated[Actor, may(Action.FILE_OPEN)], session: Session, file_id: UUID
) -> Response:
    """Open a picture's small form, at most 60 kB."""
    opened = await opening.open_file(session, actor=actor, file_id=file_id, thumb=True)
    return SealedFile(opened, request, attached=False)


@router.post("/desk/files/{file_id}/summary", status_code=status.HTTP_204_NO_CONTENT)
async def summarise(
    actor: Annotated[Actor, may(Action.HELP_REQUEST_NOTE)], session: Session, file_id: UUID, said: inputs.Summarise
) -> None:
    """Write down what a recording says."""
    await opening.summarise(session, actor=actor, file_id=file_id, said=said)


@router.get("/my/evidence", response_model=Evidence)
async def list_evidence(actor: Annotated[Actor, may(Action.FILE_SEND)], session: Session) -> object:
    """List her box."""
    return {"items": await evidence.mine(session, actor=actor)}
