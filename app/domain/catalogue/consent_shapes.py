"""The shape of what she is told before she agrees: one text per use, with its version (OFF-14, SAF-09)."""

from typing import Annotated

from pydantic import StringConstraints

from app.domain.catalogue.shapes import Shape
from app.vocabulary import ConsentPurpose


class ConsentText(Shape):
    """What is said for one use, in words that can be heard; a changed text gets a new version."""

    purpose: ConsentPurpose
    title: Annotated[str, StringConstraints(min_length=2, max_length=30)]
    words: Annotated[str, StringConstraints(min_length=20, max_length=600)]
    version: Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-[0-9]{2}$")]
