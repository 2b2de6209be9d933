"""The second factor of staff: time-based codes (RFC 6238), each good for one sign-in only."""

import hmac
import unicodedata
from datetime import datetime

import pyotp

STEP_SECONDS = 30
DRIFT_STEPS = 1
DIGITS = 6


def new_secret() -> str:
    """Make a secret of 160 bits in base32; store it sealed."""
    return pyotp.random_base32()


def enrolment_uri(secret: str, *, login_name: str, issuer: str) -> str:
    """The `otpauth://` address an authenticator app reads from a QR code; it holds the secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=login_name, issuer_name=issuer)


def code_at(secret: str, moment: datetime) -> str:
    """The code an authenticator shows at a moment; for demo accounts and tests."""
    return pyotp.TOTP(secret).at(moment)


def step_at(moment: datetime) -> int:
    """The number of the 30-second step a moment lies in."""
    return int(moment.timestamp()) // STEP_SECONDS


def used_step(secret: str, code: str, *, last_used: int | None, moment: datetime) -> int | None:
    """The step whose code this is, to be stored as the last used one; None refuses.

    Clocks may differ by one step either way. A step not later than the last used one is refused: pyotp by itself
    accepts the same code twice.
    """
    typed = unicodedata.normalize("NFKC", code).replace(" ", "").encode("utf-8", "replace")
    totp = pyotp.TOTP(secret)
    now = step_at(moment)
    earliest = now - DRIFT_STEPS if last_used is None else max(now - DRIFT_STEPS, last_used + 1)
    matching = [
        step
        for step in range(earliest, now + DRIFT_STEPS + 1)
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed)
    ]
    return matching[0] if matching else None
