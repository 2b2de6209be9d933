"""Is the process alive, and can it serve."""

from fastapi import APIRouter

from app.http.readiness import Readiness, check_readiness

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def health() -> dict[str, str]:
    """Say that the process runs; touches nothing else."""
    return {"status": "ok"}


@router.get("/readyz", response_model=Readiness)
async def readiness() -> object:
    """Say whether the database answers and a county is loaded; 503 otherwise."""
    return await check_readiness()
