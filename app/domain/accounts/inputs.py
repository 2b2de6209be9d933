"""What is said at sign-in; every text is bounded, nothing unknown is let in."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.vocabulary import ChannelKind

County = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
Phone = Annotated[str, StringConstraints(pattern=r"^1[3-9][0-9]{9}$")]


class Input(BaseModel):
    """Frozen, and nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class WeChatSignIn(Input):
    """The login code of the mini-program; `phone_code` is the phone button's, if she pressed it."""

    code: Annotated[str, StringConstraints(min_length=4, max_length=128)]
    phone_code: Annotated[str, StringConstraints(min_length=4, max_length=128)] | None = None
    county: County | None = None


class AskPhoneCode(Input):
    """Send a code to a phone."""

    phone: Phone
    county: County | None = None


class PhoneSignIn(Input):
    """The code that came by SMS; `profile` chooses among the people who share the phone."""

    phone: Phone
    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
    profile: UUID | None = None
    county: County | None = None


class StaffSignIn(Input):
    """Name and password, the six digits where enrolled; `grant` chooses among several posts."""

    login_name: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    otp: Annotated[str, StringConstraints(max_length=40)] | None = None
    grant: UUID | None = None
    county: County | None = None


class Refresh(Input):
    """The refresh token one holds."""

    refresh_token: Annotated[str, StringConstraints(min_length=20, max_length=200)]
    county: County | None = None


class AcceptInvitation(Input):
    """The one-time code and the password a new worker chooses."""

    code: Annotated[str, StringConstraints(min_length=20, max_length=200)]
    password: Annotated[str, StringConstraints(min_length=8, max_length=200)]
    county: County | None = None


class ActAs(Input):
    """Which of one's own posts one goes on in."""

    grant: UUID


class EditProfile(Input):
    """Her picture, name, village and how she wants to hear of things."""

    picture: Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,20}$")]
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30)] | None = None
    village: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")] | None = None
    tells_only_when_open: bool


class SetSafeContact(Input):
    """How she may be reached; no channel at all is an answer too."""

    channels: Annotated[list[ChannelKind], Field(max_length=2)]
    from_hour: Annotated[int, Field(ge=0, le=23)] = 8
    to_hour: Annotated[int, Field(ge=1, le=24)] = 21
    only_when_open: bool = False
    no_message: bool = Field(default=False, description="打电话没人接时不要留言")
    code_word: Annotated[str, StringConstraints(strip_whitespace=True, max_length=12)] | None = None
    paused: bool = Field(default=False, description="暂停联系：什么都不发，时限照算")

    @model_validator(mode="after")
    def sane(self) -> Self:
        """Refuse hours that end before they begin, and the same channel twice."""
        if self.from_hour >= self.to_hour or len(set(self.channels)) != len(self.channels):
            raise ValueError("时间要有先后，同一种方式不用选两次。")
        return self


Pin = Annotated[str, StringConstraints(pattern=r"^([0-9]{4,6}|[a-z]{2,12}(-[a-z]{2,12}){2,5})$")]


class GivePin(Input):
    """Four to six digits, or three to six pictures in order."""

    pin: Pin


class ChangePin(Input):
    """A new PIN (nothing takes it away), and the one there is."""

    new: Pin | None
    current: Pin | None = None


class AddPerson(Input):
    """A picture for one more person on this telephone."""

    picture: Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,20}$")]


class SwitchPerson(Input):
    """The PIN of whom one goes on as, where there is one."""

    pin: Pin | None = None


class ConfirmSecondFactor(Input):
    """Six digits the authenticator shows."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
