"""What everybody may hear: the county's services, lines, questions and fixed words, and the words of her app.

Only what was published is read aloud, by its code: nobody can have words of their own read here.
"""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.catalogue import loans as county_loans
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.folder import Fact, Hotline, Service
from app.domain.catalogue.publishing import EXPIRED, TO_CONFIRM, in_words
from app.domain.catalogue.queries import LoadedCounty
from app.domain.courses import queries as courses
from app.domain.loans.queries import filled
from app.domain.speech import app_strings
from app.errors import NotFound
from app.vocabulary import Dialling, SpokenKind

NOTHING = "这里没有可以听的内容，请看文字。"


async def words(session: AsyncSession, *, county: str, kind: SpokenKind, key: str, numbers: list[str]) -> str:
    """Give the words behind a code. Raises NotFound for what the county does not publish."""
    if kind is SpokenKind.APP:
        found = app_strings.find(key, numbers)
    elif kind is SpokenKind.COURSE:
        found = await _course(session, county, key)
    else:
        found = OF_THE_COUNTY[kind](await catalogue.current(session, county), key)
    if not found:
        raise NotFound(NOTHING)
    return found


def _service(loaded: LoadedCounty, code: str) -> str | None:
    found = loaded.services.get(code)
    return f"{found.name}。{found.read_aloud}" if found else None


def _card(loaded: LoadedCounty, code: str) -> str | None:
    """Read the whole card: what it is, who does it, by when, what to bring, whom to call."""
    found = loaded.services.get(code)
    return "".join(_card_lines(found, loaded)) if found else None


def _card_lines(service: Service, loaded: LoadedCounty) -> list[str]:
    offices = {one.code: one.name for one in loaded.folder.departments}
    lines = [f"{service.name}。{service.read_aloud}", f"由{offices.get(service.lead, TO_CONFIRM)}来办。"]
    if service.first_reply.kind is not None:
        lines.append(f"{in_words(service.first_reply)}回您话。")
    if service.finish.kind is not None:
        lines.append(f"{in_words(service.finish)}办好。")
    if service.documents:
        lines.append(f"要带：{'，'.join(service.documents)}。")
    lines += [_call(one) for one in loaded.folder.hotlines if one.code in service.hotlines]
    return lines


def _call(one: Hotline) -> str:
    does = "发短信到" if one.dialling is Dialling.SMS else "电话"
    return f"{one.name}，{does} {one.number}{f'，{one.hours}' if one.hours else ''}。"


def _hotline(loaded: LoadedCounty, code: str) -> str | None:
    return next((_call(one) for one in loaded.folder.hotlines if one.code == code), None)


def _fact(loaded: LoadedCounty, code: str) -> str | None:
    """Read a dated number; an expired one never says its number."""
    today = clock.today()
    begun = [one for one in loaded.folder.facts if one.code == code and one.valid_from <= today]
    last = max(begun, key=lambda one: one.valid_from, default=None)
    return f"{last.name}，{f'{last.value}{last.unit}' if _holds(last, today) else EXPIRED}。" if last else None


def _holds(fact: Fact, today: date) -> bool:
    return fact.valid_to is None or today < fact.valid_to


def _message(loaded: LoadedCounty, key: str) -> str | None:
    return loaded.folder.messages.get(key)


def _consent(loaded: LoadedCounty, purpose: str) -> str | None:
    found = next((one for one in loaded.folder.consents if one.purpose == purpose), None)
    return f"{found.title}。{found.words}" if found else None


def _mood(loaded: LoadedCounty, code: str) -> str | None:
    """Read a question of the mood check with its answers, or one of its fixed sentences."""
    check = loaded.folder.mood_check
    if check is None:
        return None
    fixed = {"intro": f"{check.title}。{check.intro}{check.stays_here}", "danger": check.danger_words}
    fixed |= {"not_a_diagnosis": check.not_a_diagnosis}
    fixed |= {f"band.{number}": band.words for number, band in enumerate(check.bands, start=1)}
    asked = next((one for one in check.questions if one.code == code), None)
    if asked is None:
        return fixed.get(code)
    return f"{asked.read_aloud}{'。'.join(one.text for one in asked.options)}。"


def _aid(loaded: LoadedCounty, key: str) -> str | None:
    """Read a fixed sentence of legal aid, `ground.<code>`, `matter.<code>` or `screen.<code>`."""
    words, folder = loaded.folder.aid_words, loaded.folder
    if words is None:
        return None
    fixed = {"no_fee": words.no_fee, "confidential": words.confidential, "objection": words.objection}
    fixed |= {"pledge": words.pledge}
    fixed |= {f"ground.{one.code}": one.name for one in folder.aid_grounds}
    fixed |= {f"matter.{one.code}": one.name for one in folder.aid_matters}
    fixed |= {f"screen.{one.code}": one.text for one in words.mediation_screen}
    return fixed.get(key)


def _office(loaded: LoadedCounty, code: str) -> str | None:
    return next((one.name for one in loaded.folder.departments if one.code == code), None)


def _place(loaded: LoadedCounty, code: str) -> str | None:
    return next((one.name for one in loaded.folder.places if one.code == code), None)


def _loan(loaded: LoadedCounty, code: str) -> str | None:
    """Read a product in a breath; an expired one says that it is, and no number at all."""
    product = next((one for one in county_loans.latest(loaded.folder, clock.today()) if one.code == code), None)
    if product is None:
        return None
    said = county_loans.words(loaded.folder)
    if not county_loans.in_force(product, clock.today()):
        return f"{product.name}。{said.expired}"
    return f"{product.name}，最高{product.cap:f}元，最长{product.max_months}个月，{product.bank}经办。{said.no_fee}"


def _question(loaded: LoadedCounty, code: str) -> str | None:
    """Read a question of a product's self-check, `product.question`."""
    of, _, asked = code.partition(".")
    product = county_loans.product_on(loaded.folder, of, clock.today())
    found = next((one for one in loaded.folder.loan_questions if one.code == asked), None)
    return f"{filled(found.text, product)}。是，不是，还是不清楚？" if found and product else None


async def _course(session: AsyncSession, county: str, key: str) -> str:
    """Read a course: what, when, where, what it costs, what helps her come."""
    try:
        course_id = UUID(key)
    except ValueError:
        raise NotFound(NOTHING) from None
    one = await courses.one(session, county=county, course_id=course_id, from_place=None)
    helps = [said for there, said in ((one["childcare"], "可以带孩子"), (one["transport"], "有车接送")) if there]
    first = f"{one['title']}，{one['state_words']}。{one['when_words']}，{one['where_words']}，{one['place']}。"
    return f"{first}{one['fee_words']}。{'，'.join(helps)}。{one['summary']}"


OF_THE_COUNTY: dict[SpokenKind, Callable[[LoadedCounty, str], str | None]] = {
    SpokenKind.SERVICE: _service,
    SpokenKind.CARD: _card,
    SpokenKind.HOTLINE: _hotline,
    SpokenKind.FACT: _fact,
    SpokenKind.MESSAGE: _message,
    SpokenKind.CONSENT: _consent,
    SpokenKind.MOOD: _mood,
    SpokenKind.OFFICE: _office,
    SpokenKind.PLACE: _place,
    SpokenKind.LOAN: _loan,
    SpokenKind.AID: _aid,
    SpokenKind.QUESTION: _question,
}
