"""What an organisation says when it asks to post."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from app.domain.plain_text import PLAIN

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60, pattern=PLAIN)]
Licence = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[0-9A-Za-z]{18}$")]
OfficeCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{1,39}$")]


class Organisation(BaseModel):
    """Organisation, licence, who speaks for it and how to reach them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    organisation: Line
    licence_number: Licence
    contact: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=30, pattern=PLAIN)]
    phone: Annotated[str, StringConstraints(pattern=r"^(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8})$")]
    about: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=500, pattern=PLAIN)]


class Apply(Organisation):
    """What an organisation says of itself; `checked_by` is one of the county's reviewers."""

    checked_by: OfficeCode | None = None
