"""What has to be done about courses by the clock; a worker that stood still catches up in order."""

from app.domain import reviews
from app.domain.courses import moving, offering, outcomes
from app.jobs.rounds import one_by_one


async def mind(county: str) -> None:
    """Let courses begin and end, pass on seats nobody took, ask what came of it; each in a transaction of its own."""
    await one_by_one(county, moving.due, moving.move, "course_id")
    await one_by_one(county, offering.over, offering.lapse, "enrolment_id")
    await one_by_one(county, outcomes.due, outcomes.ask, "course_id", "month")


async def climb_reviews(county: str) -> None:
    """Let late reviews climb, each in a transaction of its own."""
    await one_by_one(county, reviews.due_to_climb, reviews.climb, "review_id")
