"""Everything the stand-in knows: programs, people, codes, tokens, planned faults and its own clock."""

import itertools
import secrets
import string
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app import clock
from sandbox.wechat.access_tokens import TokenBook
from sandbox.wechat.faults import FaultPlan
from sandbox.wechat.messages import MessageBook, Template
from sandbox.wechat.pushing import PushTarget
from sandbox.wechat.replies import CONTENT_TYPES, Refused
from sandbox.wechat.verdicts import SafetyBook

CODE_LIFE = timedelta(seconds=300)
MINUTE, DAY = 60, 86_400
_LETTERS = string.ascii_letters + string.digits


class Unknown(LookupError):
    """The control plane named a program or person that does not exist here."""


@dataclass(frozen=True, slots=True)
class Program:
    """One mini-program; an empty `ip_allow` lets every address ask for tokens, empty `pages` means that all exist."""

    appid: str
    secret: str = field(repr=False)
    ip_allow: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()
    published: bool = True


@dataclass(slots=True)
class Person:
    """One WeChat user as one mini-program knows her."""

    openid: str
    appid: str
    session_key: str = field(repr=False)
    unionid: str | None = None
    phone: str | None = None
    country_code: str = "86"
    high_risk: bool = False
    risk_rank: int = 0
    last_visit: datetime | None = None
    session_gone: bool = False


@dataclass(slots=True)
class Code:
    """A code that works once, for one program, for five minutes."""

    appid: str
    openid: str
    expires_at: datetime
    used: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the stand-in remembers of a call it refused, for seven days."""

    path: str
    at: datetime
    body: str


class World:
    """The state of one stand-in. Time is the app's clock plus whatever the control plane added."""

    def __init__(self, *programs: Program) -> None:
        self.programs = {program.appid: program for program in programs}
        self.templates: dict[tuple[str, str], Template] = {}
        self.push_to: PushTarget | None = None
        self.reset()

    def reset(self) -> None:
        """Forget everything but the programs."""
        self.people: dict[str, Person] = {}
        self.login_codes: dict[str, Code] = {}
        self.phone_codes: dict[str, Code] = {}
        self.tokens = TokenBook()
        self.faults = FaultPlan()
        self.messages = MessageBook(templates=self.templates)
        self.safety = SafetyBook()
        self.ahead = timedelta(0)
        self.frozen_at: datetime | None = None
        self.calls: Counter[str] = Counter()
        self.forgiven: Counter[str] = Counter()
        self.refusals: dict[str, Refusal] = {}
        self.encrypted: dict[str, datetime] = {}
        self._meters: dict[str, tuple[int, int]] = {}
        self._content_types = itertools.cycle(CONTENT_TYPES)

    def now(self) -> datetime:
        """This moment in the stand-in."""
        return (self.frozen_at or clock.now()) + self.ahead

    def add_program(self, program: Program) -> None:
        """Register a mini-program, or replace it."""
        self.programs[program.appid] = program

    def add_person(self, person: Person) -> Person:
        """Register a user of a known program, or replace her."""
        if person.appid not in self.programs:
            raise Unknown(person.appid)
        self.people[person.openid] = person
        return person

    def person(self, openid: str) -> Person:
        """The user of that openid, or Unknown."""
        try:
            return self.people[openid]
        except KeyError:
            raise Unknown(openid) from None

    def wx_login(self, openid: str, *, rotate: bool = False) -> str:
        """What `wx.login` gives on her phone: a fresh 32-character code; with `rotate`, a new session key too."""
        person = self.person(openid)
        person.last_visit, person.session_gone = self.now(), False
        if rotate:
            person.session_key = new_session_key()
        code = "".join(secrets.choice(_LETTERS) for _ in range(32))
        self.login_codes[code] = Code(person.appid, openid, self.now() + CODE_LIFE)
        return code

    def phone_click(self, openid: str) -> str:
        """What the phone button gives: a fresh code of 64 hex digits; she must have a number (else Unknown)."""
        person = self.person(openid)
        if person.phone is None:
            raise Unknown("phone")
        code = secrets.token_hex(32)
        self.phone_codes[code] = Code(person.appid, openid, self.now() + CODE_LIFE)
        return code

    def add_template(self, appid: str, template: Template) -> None:
        """Give a program a template; it outlives a reset, as programs do."""
        self.templates[appid, template.id] = template

    def meter(self, name: str, *, seconds: int, limit: int, errcode: int) -> None:
        """Count one call in the present minute or day; past the limit refuse with `errcode`."""
        county_second = int(self.now().timestamp()) + 8 * 3600
        window = county_second // seconds
        last, count = self._meters.get(name, (window, 0))
        count = count + 1 if last == window else 1
        self._meters[name] = (window, count)
        if count > limit:
            raise Refused(errcode)

    def clear_meters(self) -> None:
        """Begin every quota anew."""
        self._meters.clear()
        self.forgiven = self.calls.copy()

    def next_content_type(self) -> str:
        """The Content-Type whose turn it is."""
        return next(self._content_types)


def new_openid() -> str:
    """An openid of the real shape: 28 characters, the first an o."""
    return f"o{secrets.token_urlsafe(21)[:27]}"


def new_session_key() -> str:
    """A session key of the real shape: 16 bytes in base64."""
    return b64encode(secrets.token_bytes(16)).decode()
