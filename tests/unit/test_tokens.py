"""Tokens: the zoo of R14, a clock that can be turned, and one file that knows python-jose."""

import json
import re
import sys
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from jose import jwt
from jose.backends import ECKey
from jose.backends.cryptography_backend import CryptographyECKey

import app
from app import clock
from app import settings as app_settings
from app.crypto import KeyFileFault
from app.errors import Unauthenticated
from app.http import tokens
from app.http.tokens import TokenClaims, TokenRing
from app.vocabulary import SessionKind

IMPORTS_JOSE = re.compile(r"^\s*(?:from|import) jose\b", re.MULTILINE)
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
RING = TokenRing.fresh()
WOMAN = TokenClaims(sub=UUID(int=1), prf=UUID(int=2), sid=UUID(int=3), county="500230", aud=SessionKind.WOMAN)
STAFF = TokenClaims(sub=UUID(int=4), prf=None, sid=UUID(int=5), county="500230", aud=SessionKind.STAFF)
BODY: dict[str, Any] = {
    "sub": str(WOMAN.sub),
    "prf": str(WOMAN.prf),
    "sid": str(WOMAN.sid),
    "county": "500230",
    "aud": "woman",
    "iss": "shouwang:500230",
    "typ": "access",
    "jti": str(UUID(int=9)),
    "iat": int(NOON.timestamp()),
    "exp": int(NOON.timestamp()) + 600,
}


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.stopped(NOON):
        yield


def signed(body: dict[str, Any], *, ring: TokenRing = RING, headers: dict[str, Any] | None = None) -> str:
    key = CryptographyECKey(ring.keys[ring.active], "ES256")
    return jwt.encode(body, key, "ES256", headers={"kid": ring.active} if headers is None else headers)


def public_pem(ring: TokenRing = RING) -> str:
    key = ring.keys[ring.active].public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def part(content: object) -> str:
    return urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def refused(token: str, ring: TokenRing = RING) -> bool:
    with pytest.raises(Unauthenticated) as refusal:
        tokens.read(token, ring=ring)
    return refusal.value.details == {} and refusal.value.text == "请先登录。"


@pytest.mark.parametrize("claims", [WOMAN, STAFF], ids=["woman", "staff"])
def test_what_was_issued_is_read_back(claims: TokenClaims) -> None:
    assert tokens.read(tokens.issue(claims, ring=RING), ring=RING) == claims


def test_a_token_carries_exactly_the_claims_of_the_design_and_no_rights() -> None:
    claims = jwt.get_unverified_claims(tokens.issue(STAFF, ring=RING))
    assert sorted(claims) == ["aud", "county", "exp", "iat", "iss", "jti", "prf", "sid", "sub", "typ"]
    assert (claims["iss"], claims["typ"], claims["prf"]) == ("shouwang:500230", "access", None)
    assert claims["exp"] - claims["iat"] == 600


def test_two_tokens_never_share_their_id() -> None:
    ids = {jwt.get_unverified_claims(tokens.issue(WOMAN, ring=RING))["jti"] for _ in range(5)}
    assert len(ids) == 5


def test_the_body_the_zoo_is_made_from_is_itself_accepted() -> None:
    assert tokens.read(signed(BODY), ring=RING) == WOMAN


@pytest.mark.parametrize("claim", sorted(BODY))
def test_a_token_without_one_of_its_claims_is_refused(claim: str) -> None:
    assert refused(signed({name: value for name, value in BODY.items() if name != claim}))


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "shouwang:500231"},
        {"iss": "elsewhere"},
        {"county": "500231"},
        {"county": "fengdu"},
        {"aud": "provider"},
        {"aud": ["woman"]},
        {"aud": ["woman", "staff"]},
        {"typ": "refresh"},
        {"typ": "JWT"},
        {"sub": "1"},
        {"sub": None},
        {"sid": ""},
        {"jti": "x"},
        {"exp": str(BODY["exp"])},
        {"exp": True},
        {"exp": None},
        {"iat": None},
        {"exp": BODY["iat"] + 601},
        {"exp": BODY["iat"]},
        {"roles": ["admin"]},
    ],
    ids=str,
)
def test_a_token_with_a_wrong_claim_is_refused(change: dict[str, Any]) -> None:
    assert refused(signed(BODY | change))


def test_a_token_lives_ten_minutes_and_five_seconds_of_leeway() -> None:
    token = tokens.issue(WOMAN, ring=RING)
    with clock.stopped(NOON + timedelta(seconds=604)):
        assert tokens.read(token, ring=RING) == WOMAN
    with clock.stopped(NOON + timedelta(seconds=605)):
        assert refused(token)


def test_a_token_from_the_future_is_refused_beyond_five_seconds() -> None:
    token = tokens.issue(WOMAN, ring=RING)
    with clock.stopped(NOON - timedelta(seconds=5)):
        assert tokens.read(token, ring=RING) == WOMAN
    with clock.stopped(NOON - timedelta(seconds=6)):
        assert refused(token)


def test_the_algorithm_none_is_refused() -> None:
    head = part({"alg": "none", "typ": "JWT", "kid": RING.active})
    assert refused(f"{head}.{part(BODY)}.")
    assert refused(f"{head}.{part(BODY)}.AAAA")


def test_hs256_with_the_public_key_as_secret_is_refused() -> None:
    secret = part("public key standing in as a shared secret") + public_pem()[30:60]
    assert refused(jwt.encode(BODY, secret, "HS256", headers={"kid": RING.active}))


def test_another_curve_and_another_family_are_refused() -> None:
    big = CryptographyECKey(ec.generate_private_key(ec.SECP384R1()), "ES384")
    assert refused(jwt.encode(BODY, big, "ES384", headers={"kid": RING.active}))
    head = part({"alg": "RS256", "typ": "JWT", "kid": RING.active})
    assert refused(f"{head}.{part(BODY)}.AAAA")


def test_a_key_that_is_not_ours_is_refused_under_any_name() -> None:
    other = TokenRing.fresh()
    assert refused(signed(BODY, ring=other))
    assert refused(signed(BODY, ring=other, headers={"kid": RING.active}))


@pytest.mark.parametrize("kid", ["", "other", None, 1, ["a"], {"a": 1}], ids=str)
def test_an_unknown_key_name_is_refused(kid: object) -> None:
    assert refused(signed(BODY, headers={"kid": kid}))


def test_a_token_that_names_no_key_is_refused() -> None:
    assert refused(signed(BODY, headers={}))


@pytest.mark.parametrize(
    "extra",
    [
        {"jku": "https://keys.example/jwks.json"},
        {"jwk": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}},
        {"x5u": "https://keys.example/cert.pem"},
        {"x5c": ["AAAA"]},
        {"crit": ["exp"]},
        {"typ": "access"},
    ],
    ids=str,
)
def test_a_header_that_brings_its_own_key_or_meaning_is_refused_even_when_well_signed(extra: dict[str, Any]) -> None:
    assert refused(signed(BODY, headers={"kid": RING.active} | extra))


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_token_changed_in_any_part_is_refused(index: int) -> None:
    parts = tokens.issue(WOMAN, ring=RING).split(".")
    parts[index] = parts[index][:-4] + ("AAAA" if parts[index][-4:] != "AAAA" else "BBBB")
    assert refused(".".join(parts))


def test_a_signature_does_not_carry_over_to_other_claims() -> None:
    head, _, signature = signed(BODY).split(".")
    assert refused(f"{head}.{part(BODY | {'sub': str(UUID(int=99))})}.{signature}")


@pytest.mark.parametrize(
    "text",
    ["", ".", "..", "a.b", "a.b.c", "a.b.c.d", "\ud800.a.b", "你.好.吗", "e30.e30.AAAA", "x" * 5000],
    ids=range(10),
)
def test_what_is_no_token_is_refused(text: str) -> None:
    assert refused(text)


def test_a_header_nested_without_end_is_refused() -> None:
    head = urlsafe_b64encode(b"[" * 1400).decode()
    assert refused(f"{head}.e30.AAAA")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200) | st.from_regex(r"[\w-]{1,60}\.[\w-]{1,60}\.[\w-]{1,60}", fullmatch=True))
def test_no_text_makes_reading_fail_in_another_way(text: str) -> None:
    assert refused(text)


def test_a_retired_key_still_verifies_and_the_active_one_signs() -> None:
    newer = TokenRing.fresh()
    both = TokenRing(newer.active, newer.keys | RING.keys)
    assert tokens.read(tokens.issue(WOMAN, ring=RING), ring=both) == WOMAN
    assert jwt.get_unverified_header(tokens.issue(WOMAN, ring=both))["kid"] == newer.active


def test_a_ring_is_stored_for_its_owner_alone_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "ring.json"
    RING.write(path)
    assert path.stat().st_mode & 0o777 == 0o400
    assert tokens.read(tokens.issue(WOMAN, ring=RING), ring=TokenRing.read(path)) == WOMAN


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"active": "a", "keys": {"a": "no key"}}', '{"active": "a", "keys": {}}']
)
def test_a_broken_ring_file_is_refused_with_a_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "ring.json"
    path.write_text(content)
    path.chmod(0o400)
    with pytest.raises(KeyFileFault, match="令牌密钥文件"):
        TokenRing.read(path)


def test_a_ring_refuses_another_curve() -> None:
    with pytest.raises(KeyFileFault, match="P-256"):
        TokenRing("a", {"a": ec.generate_private_key(ec.SECP384R1())})


def test_no_ring_shows_its_keys() -> None:
    assert repr(RING) == f"TokenRing(active='{RING.active}')"


def test_outside_production_a_process_without_a_file_makes_its_own_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "settings", lambda: app_settings.Settings.model_construct(production=False))
    ring = tokens.own_ring.__wrapped__()
    assert tokens.read(tokens.issue(WOMAN, ring=ring), ring=ring) == WOMAN


def test_a_process_with_a_file_reads_its_ring_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    RING.write(tmp_path / "ring.json")
    chosen = app_settings.Settings.model_construct(token_key_file=tmp_path / "ring.json")
    monkeypatch.setattr(tokens, "settings", lambda: chosen)
    assert tokens.own_ring.__wrapped__().active == RING.active


def test_in_production_a_process_without_a_file_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "settings", lambda: app_settings.Settings.model_construct(production=True))
    with pytest.raises(KeyFileFault, match="SHOUWANG_TOKEN_KEY_FILE"):
        tokens.own_ring.__wrapped__()


def test_a_refresh_token_is_256_random_bits_stored_as_its_digest() -> None:
    token, digest = tokens.new_refresh_token()
    assert tokens.refresh_digest(token) == digest
    assert (len(token), len(digest)) == (43, 32)


def test_python_jose_works_on_the_cryptography_backend_and_ecdsa_is_never_loaded() -> None:
    assert ECKey is CryptographyECKey
    assert [name for name in sys.modules if name.partition(".")[0] == "ecdsa"] == []


def test_one_file_alone_knows_python_jose() -> None:
    root = Path(str(app.__file__)).parent
    knowing = [path for path in root.rglob("*.py") if IMPORTS_JOSE.search(path.read_text(encoding="utf-8"))]
    assert [path.relative_to(root).as_posix() for path in knowing] == ["http/tokens.py"]
