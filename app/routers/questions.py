"""Questions without a name: ask, look up by code, write on (MSG-05)."""

from typing import Annotated

from fastapi import APIRouter, Path, status
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.questions import asking, inputs
from app.http.county import CountyCode
from app.http.idempotency import KeyedRoute
from app.http.open_calls import anybody
from app.limits import HOUR
from app.schemas.questions import QuestionAsked, QuestionForAsker

router = APIRouter(prefix="/v1/questions", tags=["questions"], route_class=KeyedRoute)
LookUpCode = Annotated[str, Path(min_length=1, max_length=60, description="十五位查询码，空格可有可无")]


@router.post("", response_model=QuestionAsked, status_code=status.HTTP_201_CREATED)
async def ask(
    session: Annotated[AsyncSession, anybody("question", seconds=HOUR, most=30)],
    county: CountyCode,
    said: inputs.AskQuestion,
) -> object:
    """Ask without saying who one is; the answer carries the code."""
    return await asking.ask(session, county=county, said=said)


@router.get("/{code}", response_model=QuestionForAsker)
async def look_up(
    session: Annotated[AsyncSession, anybody("question-look", seconds=HOUR, most=120)],
    county: CountyCode,
    code: LookUpCode,
) -> object:
    """Look a question up by its code."""
    return await asking.look_up(session, county=county, code=code)


@router.post("/{code}", response_model=QuestionForAsker)
async def write_on(
    session: Annotated[AsyncSession, anybody("question-write", seconds=HOUR, most=60)],
    county: CountyCode,
    code: LookUpCode,
    said: inputs.WriteOn,
) -> object:
    """Write on."""
    return await asking.write_on(session, county=county, code=code, said=said)
