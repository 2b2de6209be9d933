"""Two records of one woman become one: everything that was done in her name is hers from now on."""

from typing import Any

from sqlalchemy import text, update
from sqlmodel import col, select

from app import audit, clock
from app.audit import About
from app.crypto import Place
from app.domain.ledger import folding
from app.domain.ledger.entries import Desk, opened, own_entry, take
from app.models.accounts import Profile
from app.models.ledger import LedgerEntry, ProxyConsent
from app.vocabulary import DataClass, LedgerStep, ProxyEnd

# Every table that says whose a row is; a test holds this list to the tables. Sign-in and audit rows stay as they were:
# what was written down then is joined by `ctx.my_profiles()`, never rewritten.
MOVED = (
    "aid_application",
    "case_key",
    "consent",
    "counselling_attempt",
    "counselling_booking",
    "counselling_crisis",
    "counselling_hand_over",
    "counselling_mood_check",
    "counselling_note",
    "counselling_plan",
    "counselling_seat",
    "help_request",
    "instrument",
    "instrument_alarm",
    "loan_application",
    "loan_step",
    "notice",
    "notice_delivery",
    "proxy_consent",
    "receipt_number",
    "request_event",
    "request_message",
    "request_rating",
    "request_sound",
    "request_task",
    "stored_file",
    "upload",
    "upload_part",
)
WITH_THE_ENTRY = ("ledger_event", "ledger_flag", "ledger_recheck")
# Of these a person has one row for each of what the column names; what she has already is kept.
ONCE_A_PERSON = {"handler_block": "staff_id", "lesson_progress": "lesson_id", "staff_relation": "staff_id"}
STAYS = (
    "attendance",
    "audit_event",
    "certificate",
    "course_report",
    "enrolment",
    "ledger_entry",
    "outcome_ask",
    "safe_contact",
    "sign_in_session",
)


def _move(table: str) -> Any:
    return text(f"UPDATE {table} SET profile_id = :to WHERE county = :county AND profile_id = :gone")  # noqa: S608  our own names


def moving_once(table: str, of: str) -> Any:
    """Give the statement that makes rows hers where she has none of the same yet."""
    return text(
        f"UPDATE {table} o SET profile_id = :to WHERE o.county = :county AND o.profile_id = :gone AND NOT EXISTS "  # noqa: S608  our own names
        f"(SELECT 1 FROM {table} t WHERE t.county = :county AND t.profile_id = :to AND t.{of} = o.{of})"
    )


async def join(desk: Desk) -> LedgerEntry:
    """Join the entry made for her to the person who claims it; the proxy's rights end. Under the routing audience."""
    session, actor, entry = desk.session, desk.actor, desk.entry
    before, own = entry.profile_id, await own_entry(session, actor=actor)
    values = {"county": actor.county, "gone": before, "to": actor.profile_id}
    if own is None and actor.profile_id is not None:
        entry.profile_id = actor.profile_id
        session.add(entry)
        await session.flush()
    kept = desk if own is None else Desk(session, actor, own, desk.vault)
    for table in MOVED if own else (*MOVED, *WITH_THE_ENTRY):
        await session.execute(_move(table), values)
    for table, of in ONCE_A_PERSON.items():
        await session.execute(moving_once(table, of), values)
    if own is not None:
        await folding.fold(kept=kept, gone=desk)
    await _end_rights(kept, gone=entry)
    await _know_her(kept, before=before)
    kept.entry.claimed_at = clock.now()
    await take(kept, LedgerStep.JOIN, tell=False)
    about = About("ledger_entry", kept.entry.id, actor.profile_id)
    facts = {"folded": own is not None}
    await audit.record(session, actor=actor, action="proxy:claim", about=about, facts=facts)
    return kept.entry


async def _end_rights(kept: Desk, *, gone: LedgerEntry) -> None:
    live = update(ProxyConsent).where(
        col(ProxyConsent.county) == gone.county,
        col(ProxyConsent.entry_id) == gone.id,
        col(ProxyConsent.ended_at).is_(None),
    )
    ended = live.values(ended_at=clock.now(), ended_because=ProxyEnd.CLAIMED)
    moved = update(ProxyConsent).where(col(ProxyConsent.county) == gone.county, col(ProxyConsent.entry_id) == gone.id)
    await kept.session.exec(ended.execution_options(synchronize_session=False))
    await kept.session.exec(moved.values(entry_id=kept.entry.id).execution_options(synchronize_session=False))


async def _know_her(desk: Desk, *, before: object) -> None:
    """Point the old person at the new one, and give her own the name and village she was entered under."""
    session, actor = desk.session, desk.actor
    query = select(Profile).where(col(Profile.county) == actor.county, col(Profile.id).in_((before, actor.profile_id)))
    people = {person.id: person for person in (await session.exec(query)).all()}
    for person in people.values():
        if person.id == before:
            person.joined_to = actor.profile_id
        else:
            _name(desk, person)
        session.add(person)
    await session.flush()


def _name(desk: Desk, person: Profile) -> None:
    name = opened(desk, "name_sealed")
    person.village_code = person.village_code or desk.entry.village_code
    if person.name_sealed is None and name is not None:
        place = Place("profile", "name_sealed", person.id)
        person.name_sealed = desk.vault.seal(DataClass.IDENTITY, place, name)
