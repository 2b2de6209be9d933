"""What goes out at sign-in and about her own profile."""

from uuid import UUID

from app.schemas.out import Moment, Out
from app.vocabulary import ChannelKind, PhoneOutcome, SessionKind


class Choice(Out):
    """One of several people (a picture) or posts (role and office) to go on as."""

    id: UUID
    picture: str | None
    role: str | None
    office: str | None


class SignedIn(Out):
    """Tokens, or a choice to be made first."""

    access_token: str | None
    refresh_token: str | None
    expires_in: int | None
    county: str
    kind: SessionKind
    profile: UUID | None
    choose: list[Choice]
    phone: PhoneOutcome | None


class CodeSent(Out):
    """A code is on its way, whoever the number belongs to."""

    expires_in: int
    again_in: int


class MyProfile(Out):
    """Her own profile."""

    id: UUID
    picture: str
    name: str | None
    village: str | None
    phone: str | None
    tells_only_when_open: bool
    version: int


class MySafeContact(Out):
    """How she may be reached."""

    channels: list[ChannelKind]
    from_hour: int
    to_hour: int
    only_when_open: bool
    no_message: bool
    code_word: str | None
    paused: bool
    version: int


class Subscription(Out):
    """One message template: `left` messages may still be sent; `ask` says that it is worth asking her again now."""

    template_id: str
    title: str
    left: int
    ask: bool


class Subscriptions(Out):
    """The templates to ask her for; one yes buys one message."""

    items: list[Subscription]
    line: str


class PinState(Out):
    """Whether there is a PIN and whether it was given; never what it hides."""

    has_pin: bool
    locked: bool


class PersonShown(Out):
    """One person of this account, by picture."""

    id: UUID
    picture: str
    active: bool
    has_pin: bool


class People(Out):
    """The people of this account."""

    items: list[PersonShown]


class Switched(Out):
    """A token of the person one goes on as."""

    access_token: str
    expires_in: int
    profile: UUID


class SecondFactorBegun(Out):
    """The secret an authenticator reads, shown this once, as text and as the address behind its QR code."""

    secret: str
    uri: str


class SecondFactorDone(Out):
    """Ten codes for the day the telephone is lost, shown this once."""

    recovery_codes: list[str]


class SecondFactorProved(Out):
    """When the code was taken; a call that comes too late after it is refused with `step_up_needed`."""

    proved_at: Moment


class SessionShown(Out):
    """One signed-in device of one's own."""

    id: UUID
    signed_in_at: Moment
    expires_at: Moment
    current: bool


class Sessions(Out):
    """One's own signed-in devices."""

    items: list[SessionShown]
