"""What she takes back at WeChat, code by code, and what of it we hold (wechat.md §4).

The telephone is not hers alone: whoever holds it can take a permission back in WeChat's settings. So what she has
handed in (a request's voice and pictures, her box, her registration) is not deleted from there; she deletes it herself,
behind her PIN. What was not handed in yet goes at once, and so do phone, name and picture.
"""

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models.accounts import Account, Profile
from app.models.files import Upload
from app.vocabulary import FileKind, UploadState

DEFAULT_PICTURE = "flower"


class Held(StrEnum):
    """What we may hold of what WeChat lets her take back."""

    PHONE = "phone"
    NAME = "name"
    PICTURE = "picture"
    RECORDINGS = "recordings"
    PHOTOS = "photos"
    DOCUMENTS = "documents"


# Every RevokeInfo code WeChat documents; those with nothing behind them name data we never ask for.
CODES: dict[str, tuple[Held, ...]] = {
    "1": (),  # number plate
    "2": (),  # postal address
    "3": (),  # invoice
    "4": (),  # bluetooth
    "5": (Held.RECORDINGS,),
    "6": (Held.NAME, Held.PICTURE),
    "7": (Held.PHOTOS,),
    "8": (Held.PHONE,),
    "12": (),  # steps
    "13": (),  # position
    "14": (Held.PHOTOS,),
    "15": (Held.DOCUMENTS,),
    "16": (),  # e-mail
    "18": (),  # chosen place
    "19": (Held.NAME,),
    "20": (Held.PICTURE,),
}
KINDS = {
    Held.RECORDINGS: FileKind.VOICE,
    Held.PHOTOS: FileKind.PICTURE,
    Held.DOCUMENTS: FileKind.DOCUMENT,
}


def named_by(codes: Iterable[str]) -> list[Held]:
    """List what the codes name and we may hold, each once, in one order."""
    found = {held for code in codes for held in CODES.get(code, ())}
    return [held for held in Held if held in found]


async def forget(session: AsyncSession, *, account: Account, what: Iterable[Held]) -> None:
    """Delete what an account's people took back."""
    wanted = set(what)
    if Held.PHONE in wanted:
        account.phone_sealed = account.phone_index = None
    changed: dict[str, str | None] = {"name_sealed": None} if Held.NAME in wanted else {}
    changed |= {"picture": DEFAULT_PICTURE} if Held.PICTURE in wanted else {}
    if changed:
        rows = update(Profile).where(col(Profile.county) == account.county, col(Profile.account_id) == account.id)
        await session.exec(rows.values(**changed).execution_options(synchronize_session=False))
    kinds = [kind for held, kind in KINDS.items() if held in wanted]
    if kinds:
        await _forget_uploads(session, account, kinds)


async def _forget_uploads(session: AsyncSession, account: Account, kinds: list[FileKind]) -> None:
    """Delete what was on its way and not handed in; its pieces go with it."""
    people = select(Profile.id).where(col(Profile.county) == account.county, col(Profile.account_id) == account.id)
    open_ones = delete(Upload).where(
        col(Upload.county) == account.county,
        col(Upload.profile_id).in_(people),
        col(Upload.kind).in_(kinds),
        col(Upload.state) == UploadState.OPEN,
    )
    await session.exec(open_ones.execution_options(synchronize_session=False))
