"""Providers and courses in a test: applying, letting in, posting."""

from typing import Any

from httpx import AsyncClient

from app.domain.providers.licences import LETTERS, is_licence
from app.models.catalogue import Office
from app.models.offerings import Provider
from app.permissions.actors import Actor
from app.vocabulary import OfficeKind, ProviderState, Role
from tests.world import COUNTY, World


def licence(number: int = 1) -> str:
    """The n-th invented licence, right by its check letter."""
    body = f"91500230MA{number:07d}"
    return next(body + letter for letter in LETTERS if is_licence(body + letter))


def application(**more: Any) -> dict[str, Any]:
    """What an organisation says when it applies."""
    said = {
        "organisation": "丰都巧手职业培训学校",
        "licence_number": licence(),
        "contact": "周老师",
        "phone": "19900009999",
        "about": "办月嫂、家政和电商培训，有两个教室。",
    }
    return said | more


async def provider(world: World, number: int = 7, name: str = "巧手培训学校") -> tuple[Actor, Provider]:
    """A provider that may post, and its worker."""
    vault = await world.vault()
    row = Provider(
        county=COUNTY,
        code=f"provider-{number:012d}",
        organisation=name,
        licence_number=licence(number),
        contact_sealed=b"",
        phone_sealed=b"",
        about="办各种培训。",
        reader="human_resources",
        state=ProviderState.ACCEPTED,
    )
    assert vault.county == COUNTY
    office = Office(
        county=COUNTY, code=row.code, kind=OfficeKind.PROVIDER, name=name, valid_from=row.created_at.date(), version=2
    )
    await world.add(row, office)
    return await world.staff(Role.PROVIDER, row.code), row


async def decide(client: AsyncClient, review: dict[str, Any], word: str = "accept", **said: Any) -> Any:
    """Give a reviewer's word on one line of the desk."""
    headers = {"If-Match": f'"{review["version"]}"'}
    return await client.post(f"/v1/desk/reviews/{review['id']}/{word}", json=said or None, headers=headers)
