"""The one file that encodes and decodes tokens: ES256 only, keys from our own ring only, every claim required."""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jose import jwt
from jose.backends import ECKey
from jose.backends.cryptography_backend import CryptographyECKey
from jose.exceptions import JOSEError
from pydantic import BaseModel, ConfigDict, StrictInt, StringConstraints, ValidationError

from app import clock
from app.crypto import KeyFileFault, new_opaque_token, opaque_digest
from app.crypto.keys import refuse_widely_readable, write_private
from app.errors import Unauthenticated
from app.settings import settings
from app.vocabulary import SessionKind

if ECKey is not CryptographyECKey:
    raise RuntimeError("python-jose must use the cryptography backend: its ecdsa one leaks keys through timing")

ALGORITHMS = ("ES256",)
LIFETIME = timedelta(minutes=10)
LEEWAY_SECONDS = 5
LONGEST_TOKEN = 2048
MOST_PROVED = 4096  # proofs one process remembers: an elliptic signature costs more than a query
THREE_PARTS = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
# Everything but the signature is checked below, against our own clock and with nothing optional.
SIGNATURE_ONLY = {f"verify_{claim}": False for claim in ("aud", "iat", "exp", "nbf", "iss", "sub", "jti", "at_hash")}


@dataclass(frozen=True)
class TokenClaims:
    """Who is asking, under the claims' own names; rights are never in a token, they are looked up per request."""

    sub: UUID
    prf: UUID | None
    sid: UUID
    county: str
    aud: SessionKind


class _Body(BaseModel):
    """The claims as they travel; a missing, extra or misshapen one makes the token invalid."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sub: UUID
    prf: UUID | None
    sid: UUID
    county: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
    aud: SessionKind
    iss: str
    typ: Literal["access"]
    jti: UUID
    iat: StrictInt
    exp: StrictInt

    def is_ours(self) -> bool:
        """Tell whether the issuer is the county the token speaks for."""
        return self.iss == issuer(self.county)

    def is_current(self) -> bool:
        """Tell whether the token is alive now, give or take five seconds, and not made to live too long."""
        now = int(clock.now().timestamp())
        begun = self.iat <= now + LEEWAY_SECONDS
        alive = now < self.exp + LEEWAY_SECONDS
        return begun and alive and 0 < self.exp - self.iat <= LIFETIME.total_seconds()


@dataclass(frozen=True)
class TokenRing:
    """Our signing keys by `kid`: the active one signs, all of them verify."""

    active: str
    keys: dict[str, ec.EllipticCurvePrivateKey] = field(repr=False)
    proved: dict[bytes, _Body] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.active not in self.keys:
            raise KeyFileFault("令牌密钥文件里的 active 不在 keys 里。")
        if not all(isinstance(key.curve, ec.SECP256R1) for key in self.keys.values()):
            raise KeyFileFault("令牌密钥必须是 P-256（ES256）。")

    @classmethod
    def fresh(cls) -> Self:
        """A ring of one new key."""
        kid = uuid4().hex[:12]
        return cls(kid, {kid: ec.generate_private_key(ec.SECP256R1())})

    @classmethod
    def read(cls, path: Path) -> Self:
        """The ring in a file (0400, JSON `{"active": kid, "keys": {kid: PEM}}`); raise KeyFileFault with advice."""
        refuse_widely_readable(path)
        try:
            content = json.loads(path.read_bytes())
            return cls(content["active"], {kid: _private_key(pem) for kid, pem in content["keys"].items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise KeyFileFault(f"令牌密钥文件 {path.name} 读不出来：应为含 active、keys 的 JSON。") from None

    def write(self, path: Path) -> None:
        """Store the ring in a new file only its owner can read."""
        pems = {kid: _pem(key) for kid, key in self.keys.items()}
        write_private(path, json.dumps({"active": self.active, "keys": pems}))


def issue(claims: TokenClaims, *, ring: TokenRing | None = None) -> str:
    """Sign an access token that lives ten minutes from now."""
    ring = ring or own_ring()
    now = int(clock.now().timestamp())
    body = _Body(
        sub=claims.sub,
        prf=claims.prf,
        sid=claims.sid,
        county=claims.county,
        aud=claims.aud,
        iss=issuer(claims.county),
        typ="access",
        jti=uuid4(),
        iat=now,
        exp=now + int(LIFETIME.total_seconds()),
    )
    key = CryptographyECKey(ring.keys[ring.active], ALGORITHMS[0])
    return jwt.encode(body.model_dump(mode="json"), key, ALGORITHMS[0], headers={"kid": ring.active})


def ends_at(token: str, *, ring: TokenRing | None = None) -> datetime:
    """Say when a token that was read ends. Raises Unauthenticated."""
    return datetime.fromtimestamp(_verified(token, ring or own_ring()).exp, UTC)


def read(token: str, *, ring: TokenRing | None = None) -> TokenClaims:
    """Give the claims of a token we signed that is alive now; raise Unauthenticated for any other text."""
    body = _verified(token, ring or own_ring())
    if not body.is_ours() or not body.is_current():
        raise Unauthenticated
    return TokenClaims(sub=body.sub, prf=body.prf, sid=body.sid, county=body.county, aud=body.aud)


def issuer(county: str) -> str:
    """The `iss` of a county's tokens."""
    return f"shouwang:{county}"


def new_refresh_token() -> tuple[str, bytes]:
    """Make a refresh token: the text she keeps and the SHA-256 we keep."""
    return new_opaque_token()


def refresh_digest(token: str) -> bytes:
    """The SHA-256 under which a refresh token is looked up."""
    return opaque_digest(token)


@lru_cache(maxsize=1)
def own_ring() -> TokenRing:
    """This process's ring; without a file, and outside production, one that dies with the process."""
    path = settings().token_key_file
    if path is not None:
        return TokenRing.read(path)
    if settings().production:
        raise KeyFileFault("没有设置令牌密钥文件 SHOUWANG_TOKEN_KEY_FILE。")
    return TokenRing.fresh()


def _verified(token: str, ring: TokenRing) -> _Body:
    """Give the body of a token whose signature holds; a proof is kept by digest, its claims are checked every time."""
    if len(token) > LONGEST_TOKEN or not THREE_PARTS.fullmatch(token):
        raise Unauthenticated
    digest = opaque_digest(token)
    if digest not in ring.proved:
        if len(ring.proved) >= MOST_PROVED:
            ring.proved.clear()
        ring.proved[digest] = _proved(token, ring)
    return ring.proved[digest]


def _proved(token: str, ring: TokenRing) -> _Body:
    try:
        key = _key_named(jwt.get_unverified_header(token), ring)
        return _Body.model_validate(jwt.decode(token, key, algorithms=list(ALGORITHMS), options=SIGNATURE_ONLY))
    except (JOSEError, ValidationError):
        raise Unauthenticated from None


def _key_named(header: dict[str, object], ring: TokenRing) -> CryptographyECKey:
    """Choose the key by `kid` from our ring; a header that brings or names a key (jku, jwk, x5u, x5c) is refused."""
    kid = header.get("kid")
    known = isinstance(kid, str) and kid in ring.keys
    if not known or header != {"alg": ALGORITHMS[0], "typ": "JWT", "kid": kid}:
        raise Unauthenticated
    return CryptographyECKey(ring.keys[str(kid)].public_key(), ALGORITHMS[0])


def _private_key(pem: str) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("not an elliptic curve key")
    return key


def _pem(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
