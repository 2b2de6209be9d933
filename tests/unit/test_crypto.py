"""Sealing: both suites, one place per value, keys outside the database (security R34, R35, R37)."""

import json
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from hypothesis import given, settings
from hypothesis import strategies as st

from app import crypto
from app.crypto import CannotOpen, CannotSeal, KeyFileFault, Keys, Place, Vault
from app.crypto.keys import unwrap, wrap
from app.crypto.suites import AES, SM, SUITES, Sm4Gcm, Suite
from app.vocabulary import DataClass

COUNTY = "500230"
ROW = UUID("01890000-0000-7000-8000-000000000001")
CASE = UUID("01890000-0000-7000-8000-0000000000ca")
NAME = Place("profile", "name_sealed", ROW)
KEYS = Keys(kek=b"k" * 32, index_key=b"i" * 32)
SM_KEYS = Keys(kek=b"k" * 32, index_key=b"i" * 32, suite=SM)
IDENTITY = DataClass.IDENTITY
either_suite = pytest.mark.parametrize("keys", [KEYS, SM_KEYS], ids=["aes", "sm"])


def vault(keys: Keys = KEYS, county: str = COUNTY, generation: int = 1) -> Vault:
    key = b"d" * 28 + generation.to_bytes(4)
    ring = {(IDENTITY, generation): key, (DataClass.REQUEST, generation): key}
    return Vault(county, keys, ring, {IDENTITY: generation})


def test_sm4_gcm_matches_the_vector_of_rfc_8998() -> None:
    aead = Sm4Gcm(bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"))
    plain = bytes.fromhex(
        "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD"
        "EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA"
    )
    label = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    sealed = aead.encrypt(bytes.fromhex("00001234567800000000ABCD"), plain, label)
    assert sealed == bytes.fromhex(
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )


def test_sm3_matches_the_vector_of_gb_t_32905() -> None:
    digest = hashes.Hash(SM.hash)
    digest.update(b"abc")
    assert digest.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_hmac_sha_256_matches_the_second_vector_of_rfc_4231() -> None:
    digest = AES.digest(b"Jefe", b"what do ya want for nothing?")
    assert digest.hex() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def test_a_library_without_a_suite_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(_key: bytes) -> Sm4Gcm:
        raise UnsupportedAlgorithm("SM4")

    monkeypatch.setitem(SUITES, SM.mark, replace(SM, cipher=absent))
    with pytest.raises(crypto.SuiteUnavailable, match="套件 B"):
        crypto.prove_suites()


def test_both_suites_are_proved_at_start() -> None:
    crypto.prove_suites()
    assert sorted(suite.letter for suite in SUITES.values()) == ["A", "B"]


@either_suite
def test_a_value_opens_where_it_was_sealed(keys: Keys) -> None:
    sealed = vault(keys).seal(IDENTITY, NAME, "王小花")
    assert vault(keys).open(IDENTITY, NAME, sealed) == "王小花"


@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=300), suite=st.sampled_from([AES, SM]))
def test_any_bytes_come_back_and_cost_31_bytes_more(data: bytes, suite: Suite) -> None:
    own = vault(Keys(b"k" * 32, b"i" * 32, suite))
    sealed = own.seal_bytes(IDENTITY, NAME, data)
    assert own.open_bytes(IDENTITY, NAME, sealed) == data
    assert len(sealed) == len(data) + 31


@either_suite
def test_the_same_text_never_seals_to_the_same_bytes(keys: Keys) -> None:
    own = vault(keys)
    assert len({own.seal(IDENTITY, NAME, "王小花") for _ in range(50)}) == 50


def test_the_blob_starts_with_its_suite_and_generation() -> None:
    assert vault(generation=258).seal(IDENTITY, NAME, "王")[:3] == b"A\x01\x02"
    assert vault(SM_KEYS).seal(IDENTITY, NAME, "王")[:3] == b"B\x00\x01"


def test_both_suites_can_stand_in_one_column_during_a_migration() -> None:
    old = vault(KEYS).seal(IDENTITY, NAME, "王小花")
    assert vault(SM_KEYS).open(IDENTITY, NAME, old) == "王小花"
    assert vault(SM_KEYS).needs_resealing(IDENTITY, old)
    assert not vault(KEYS).needs_resealing(IDENTITY, old)


@either_suite
@pytest.mark.parametrize(
    "elsewhere",
    [
        Place("account", "name_sealed", ROW),
        Place("profile", "phone_sealed", ROW),
        Place("profile", "name_sealed", UUID(int=2)),
    ],
    ids=["table", "column", "row"],
)
def test_a_value_moved_to_another_place_does_not_open(keys: Keys, elsewhere: Place) -> None:
    sealed = vault(keys).seal(IDENTITY, NAME, "王小花")
    with pytest.raises(CannotOpen):
        vault(keys).open(IDENTITY, elsewhere, sealed)


@either_suite
def test_a_value_moved_to_another_county_does_not_open(keys: Keys) -> None:
    sealed = vault(keys).seal(IDENTITY, NAME, "王小花")
    with pytest.raises(CannotOpen):
        vault(keys, county="500231").open(IDENTITY, NAME, sealed)


@either_suite
@pytest.mark.parametrize("position", range(31 + 9))
def test_a_value_with_one_flipped_bit_does_not_open(keys: Keys, position: int) -> None:
    sealed = bytearray(vault(keys).seal(IDENTITY, NAME, "王小花"))
    sealed[position] ^= 1
    with pytest.raises(CannotOpen):
        vault(keys).open(IDENTITY, NAME, bytes(sealed))


@pytest.mark.parametrize(
    "blob", [b"", b"A", b"A\x00\x01", bytes(31), b"A\x00\x01" + bytes(27), b"C\x00\x01" + bytes(40)]
)
def test_what_was_never_sealed_does_not_open(blob: bytes) -> None:
    with pytest.raises(CannotOpen):
        vault().open(IDENTITY, NAME, blob)


def test_bytes_that_are_no_text_do_not_open_as_text() -> None:
    sealed = vault().seal_bytes(IDENTITY, NAME, b"\xff\xfe")
    with pytest.raises(CannotOpen):
        vault().open(IDENTITY, NAME, sealed)


def test_a_refusal_to_open_says_nothing_about_why() -> None:
    with pytest.raises(CannotOpen) as refused:
        vault().open(IDENTITY, NAME, bytes(60))
    assert str(refused.value) == "sealed value does not open"
    assert refused.value.__cause__ is None


def test_a_class_without_an_active_key_cannot_seal() -> None:
    with pytest.raises(CannotSeal):
        vault().seal(DataClass.HEALTH, NAME, "x")


def test_a_ring_of_rows_opens_every_generation_and_seals_with_the_active_one() -> None:
    rows = [crypto.new_ring_row(KEYS, county=COUNTY, klass=IDENTITY, generation=n) for n in (1, 2)]
    first = crypto.vault_from_rows(COUNTY, KEYS, rows[:1]).seal(IDENTITY, NAME, "旧")
    both = crypto.vault_from_rows(COUNTY, KEYS, [rows[0]._replace(active=False), rows[1]])
    assert both.open(IDENTITY, NAME, first) == "旧"
    assert both.seal(IDENTITY, NAME, "新")[1:3] == b"\x00\x02"
    assert both.needs_resealing(IDENTITY, first)


@pytest.mark.parametrize("generation", [0, 65536])
def test_a_generation_fits_two_bytes_and_never_is_zero(generation: int) -> None:
    with pytest.raises(ValueError, match="generation"):
        crypto.new_ring_row(KEYS, county=COUNTY, klass=IDENTITY, generation=generation)


@either_suite
def test_a_wrapped_key_opens_under_its_own_label_only(keys: Keys) -> None:
    wrapped = wrap(keys, b"d" * 32, label="500230|identity|1")
    assert unwrap(keys, wrapped, label="500230|identity|1") == b"d" * 32
    with pytest.raises(CannotOpen):
        unwrap(keys, wrapped, label="500230|contact|1")


@pytest.mark.parametrize("wrapped", [b"", b"A" + bytes(59), b"A" + bytes(60), b"Z" + bytes(60)])
def test_a_broken_wrapped_key_does_not_open(wrapped: bytes) -> None:
    with pytest.raises(CannotOpen):
        unwrap(KEYS, wrapped, label="500230|identity|1")


def test_another_countys_ring_does_not_open_here() -> None:
    row = crypto.new_ring_row(KEYS, county="500231", klass=IDENTITY, generation=1)
    with pytest.raises(CannotOpen):
        crypto.vault_from_rows(COUNTY, KEYS, [row])


@either_suite
def test_a_case_seals_every_class_with_its_own_key(keys: Keys) -> None:
    case, wrapped = vault(keys).new_case(CASE)
    sealed = case.seal(DataClass.REQUEST, NAME, "只给两个人看")
    assert vault(keys).with_case(CASE, wrapped).open(DataClass.REQUEST, NAME, sealed) == "只给两个人看"
    with pytest.raises(CannotOpen):
        vault(keys).open(DataClass.REQUEST, NAME, sealed)


def test_the_key_of_a_case_opens_no_other_case() -> None:
    _, wrapped = vault().new_case(CASE)
    with pytest.raises(CannotOpen):
        vault().with_case(ROW, wrapped)


def test_two_cases_never_share_a_key() -> None:
    one, _ = vault().new_case(CASE)
    other, _ = vault().new_case(CASE)
    with pytest.raises(CannotOpen):
        other.open(IDENTITY, NAME, one.seal(IDENTITY, NAME, "x"))


def test_nothing_printable_shows_a_key() -> None:
    assert repr(KEYS) == "Keys()"
    assert repr(vault()) == "<Vault 500230>"
    assert repr(vault().new_case(CASE)[0]) == "<CaseVault 500230>"


def key_file(folder: Path, content: object, mode: int = 0o400) -> Path:
    path = folder / "keys.json"
    path.write_text(json.dumps(content))
    path.chmod(mode)
    return path


def encoded(size: int) -> str:
    return b64encode(b"k" * size).decode()


def test_a_created_key_file_loads_and_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    made = crypto.create_key_file(tmp_path / "keys.json")
    assert crypto.load_keys(tmp_path / "keys.json") == made
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o400


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    crypto.create_key_file(tmp_path / "keys.json")
    with pytest.raises(FileExistsError):
        crypto.create_key_file(tmp_path / "keys.json")


def test_the_key_file_may_choose_the_national_suite(tmp_path: Path) -> None:
    path = key_file(tmp_path, {"kek": encoded(32), "index_key": encoded(32), "suite": "B"})
    assert crypto.load_keys(path).suite is SM


@pytest.mark.parametrize(
    "content",
    [
        {},
        [],
        {"kek": encoded(32)},
        {"kek": encoded(16), "index_key": encoded(32)},
        {"kek": "%%", "index_key": encoded(32)},
        {"kek": encoded(32), "index_key": encoded(32), "suite": "C"},
        {"kek": encoded(32), "index_key": encoded(32), "other": 1},
    ],
)
def test_a_broken_key_file_is_refused_without_showing_its_content(tmp_path: Path, content: object) -> None:
    with pytest.raises(KeyFileFault) as refused:
        crypto.load_keys(key_file(tmp_path, content))
    assert "密钥文件" in str(refused.value)
    assert encoded(32) not in str(refused.value)


def test_a_key_file_others_can_read_is_refused(tmp_path: Path) -> None:
    path = key_file(tmp_path, {"kek": encoded(32), "index_key": encoded(32)}, mode=0o440)
    with pytest.raises(KeyFileFault, match="chmod 400"):
        crypto.load_keys(path)


def test_a_missing_key_file_is_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(KeyFileFault, match="SHOUWANG_KEY_FILE"):
        crypto.load_keys(None)
    with pytest.raises(KeyFileFault, match="找不到"):
        crypto.load_keys(tmp_path / "none.json")
