"""What must hold before calls are let in."""

from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from app.errors import Unavailable
from app.http.county import loaded_counties


class Readiness(BaseModel):
    """Which counties are served."""

    status: str
    counties: list[str]


async def check_readiness() -> Readiness:
    """Look at the database. Raises Unavailable (503)."""
    try:
        counties = sorted(await loaded_counties())
    except (SQLAlchemyError, OSError):
        raise Unavailable from None
    if not counties:
        raise Unavailable("还没有载入区县数据：请先运行 shouwang county load。")
    return Readiness(status="ok", counties=counties)
