"""What is asked about her own data, and what the desk answers."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.domain.ledger.inputs import Register
from app.vocabulary import CorrectionField

Value = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
PHONE = r"^1[3-9][0-9]{9}$"


class Input(BaseModel):
    """Frozen, and nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CorrectName(Input):
    """Her name is wrong; this is the right one."""

    field: Literal[CorrectionField.NAME]
    value: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30)]


class CorrectPhone(Input):
    """Her phone number is wrong; this is the right one."""

    field: Literal[CorrectionField.PHONE]
    value: Annotated[str, StringConstraints(pattern=PHONE)]


class CorrectRegistration(Input):
    """Something in her registration is wrong; this is how it should read."""

    field: Literal[CorrectionField.REGISTRATION]
    registration: Register


class CorrectOther(Input):
    """Something else is wrong: where it stands, and how it should read."""

    field: Literal[CorrectionField.OTHER]
    value: Value


Correction = Annotated[CorrectName | CorrectPhone | CorrectRegistration | CorrectOther, Field(discriminator="field")]


class AskCorrection(Input):
    """What is to be corrected."""

    correction: Correction


class AnswerCorrection(Input):
    """Yes or no, and why."""

    agree: bool
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=300)]


class AskDeletion(Input):
    """Her word that she has read what goes and what stays."""

    confirm: bool
