"""Calls somebody owes her: each stands in a person's queue until it was made or is not wanted any more."""

from datetime import datetime
from uuid import UUID

from app import clock
from app.domain.help_requests import placing
from app.domain.help_requests.moves import Scene
from app.vocabulary import TaskPart, TaskState


async def add_call(scene: Scene, person: UUID | None, due_at: datetime) -> None:
    """Put a call on somebody's desk; it stands in their queue of calls to make."""
    request = scene.request
    rule = (f"rule.{request.service_code}", scene.loaded.version)
    task = placing.new_task(
        request, part=TaskPart.LIAISON, office=request.lead_office, person=person, due_at=due_at, rule=rule
    )
    scene.session.add(task)
    await scene.session.flush()
    await placing.set_readers(scene.session, request)


async def end_calls(scene: Scene, due_at: datetime, state: TaskState) -> None:
    """Take the call that was due at this moment off the desk."""
    for task in await placing.tasks_of(scene.session, scene.request, TaskState.OPEN):
        if task.part is TaskPart.LIAISON and task.due_at == due_at:
            task.state, task.ended_at = state, clock.now()
            scene.session.add(task)
    await scene.session.flush()
