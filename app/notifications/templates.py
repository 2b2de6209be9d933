"""Which of the county's message templates a notice uses, and how its fixed words are filled in (NTF-03)."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from app.vocabulary import NoticeKind


class Template(Protocol):
    """A template as the county's folder writes it."""

    @property
    def id(self) -> str:
        """WeChat's own id of it."""

    @property
    def kinds(self) -> list[NoticeKind]:
        """The notices it is for."""

    @property
    def page(self) -> str:
        """Where a tap leads."""

    @property
    def fields(self) -> dict[str, str]:
        """Key to fixed words, with a number and a date at most."""


def template_for(templates: Iterable[Template], kind: NoticeKind) -> Template | None:
    """Find the template of a kind of notice."""
    return next((one for one in templates if kind in one.kinds), None)


def filled(template: Template, facts: Mapping[str, Any]) -> dict[str, str] | None:
    """Fill a template in; nothing when it needs a number or a date that the notice does not carry."""
    known = {"{number}": str(facts.get("number") or ""), "{date}": str(facts.get("date") or "")}
    data: dict[str, str] = {}
    for key, words in template.fields.items():
        value = words
        for placeholder, fact in known.items():
            if placeholder in value and not fact:
                return None
            value = value.replace(placeholder, fact)
        data[key] = value
    return data
