"""Look-up without plaintext: one spelling, one keyed index."""

import pytest

from app.crypto import Keys, Vault, new_opaque_token, normal_id_number, normal_name, normal_phone, opaque_digest
from app.crypto.suites import SM


def vault(*, county: str = "500230", index_key: bytes = b"i" * 32) -> Vault:
    return Vault(county, Keys(b"k" * 32, index_key), {}, {})


@pytest.mark.parametrize(
    "typed",
    [
        "13800000001",
        "138 0000 0001",
        "138-0000-0001",
        "+8613800000001",
        "+86 138 0000 0001",
        "0086-13800000001",
        "8613800000001",
        "１３８００００　０００１",
        " 138\u00a00000\u20030001\n",
        "(138)0000—0001",
        "\u200e13800000001",
    ],
)
def test_every_spelling_of_a_phone_is_one_phone(typed: str) -> None:
    assert normal_phone(typed) == "13800000001"


@pytest.mark.parametrize(("typed", "kept"), [("023-70600000", "02370600000"), ("86123", "86123"), ("12345", "12345")])
def test_other_numbers_only_lose_their_spacing(typed: str, kept: str) -> None:
    assert normal_phone(typed) == kept


@pytest.mark.parametrize(
    "typed", ["51232419720305000x", "512324 19720305 000X", "５１２３２４１９７２０３０５０００ｘ"]
)
def test_every_spelling_of_an_id_number_is_one_number(typed: str) -> None:
    assert normal_id_number(typed) == "51232419720305000X"


@pytest.mark.parametrize("typed", ["阿依古丽·买买提", "阿依古丽•买买提", " 阿依古丽 ・ 买买提 ", "阿依古丽‧买买提"])
def test_every_spelling_of_a_name_is_one_name(typed: str) -> None:
    assert normal_name(typed) == "阿依古丽·买买提"


def test_equal_values_give_equal_indexes_of_32_bytes() -> None:
    assert vault().blind_index("phone", "13800000001") == vault().blind_index("phone", "13800000001")
    assert len(vault().blind_index("phone", "13800000001")) == 32


def test_an_index_depends_on_county_field_value_and_key() -> None:
    indexes = {
        vault().blind_index("phone", "13800000001"),
        vault().blind_index("phone", "13800000002"),
        vault().blind_index("openid", "13800000001"),
        vault(county="500231").blind_index("phone", "13800000001"),
        vault(index_key=b"j" * 32).blind_index("phone", "13800000001"),
        Vault("500230", Keys(b"k" * 32, b"i" * 32, SM), {}, {}).blind_index("phone", "13800000001"),
    }
    assert len(indexes) == 6


def test_an_opaque_token_is_found_again_by_its_digest_only() -> None:
    token, digest = new_opaque_token()
    assert opaque_digest(token) == digest
    assert (len(token), len(digest)) == (43, 32)
    assert new_opaque_token()[0] != token
