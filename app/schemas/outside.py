"""What an outside body is told when it has answered."""

from app.schemas.out import Out
from app.vocabulary import OutsideState


class OutsideHeard(Out):
    """Where the hand-over is now."""

    state: OutsideState
