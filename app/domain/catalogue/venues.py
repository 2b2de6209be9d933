"""Who reviews, where courses are held, and when the fields leave no time: all in a county that has them."""

from collections.abc import Iterable

from app.domain.catalogue.faults import Fault, Texts, line_of, line_of_item
from app.domain.catalogue.folder import Folder
from app.vocabulary import BodyKind


def venues(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """Check the reviewing offices, the venues and the busy seasons."""
    yield from _reviewers(folder, texts)
    yield from _facilities(folder, texts)


def _reviewers(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """Find reviewing offices that are no department of the county."""
    known = {one.code for one in folder.departments if one.kind is BodyKind.DEPARTMENT}
    for code in folder.review_offices:
        if code not in known:
            yield Fault("county.toml", line_of(texts["county.toml"], "review_offices"), f"没有审核单位 {code}。")


def _facilities(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """Find venues and busy seasons in townships the county does not have."""
    towns = {place.code for place in folder.places if place.level == "township"}
    for nth, one in enumerate(folder.facilities):
        if one.place not in towns:
            line = line_of_item(texts["county.toml"], "facilities", nth, "place")
            yield Fault("county.toml", line, f"{one.name}：没有乡镇 {one.place}。")
    for nth, season in enumerate(folder.busy_seasons):
        for code in season.townships:
            if code not in towns:
                line = line_of_item(texts["county.toml"], "busy_seasons", nth, "townships")
                yield Fault("county.toml", line, f"{season.name}：没有乡镇 {code}。")
