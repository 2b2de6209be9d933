"""The two families of access tokens, which never touch each other, and how each of their tokens dies."""

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sandbox.wechat.replies import Refused

LIFE = timedelta(seconds=7200)
OVERLAP = timedelta(seconds=300)
FORCED_APART = timedelta(seconds=30)
_LOOKS_LIKE_ONE = re.compile(r"[A-Za-z0-9_-]{64,512}")


class Family(StrEnum):
    """Legacy tokens replace each other on every call; stable ones only near their end."""

    LEGACY = "legacy"
    STABLE = "stable"


@dataclass(slots=True)
class Issued:
    """One token; `killed_at` is set when a later one takes its place."""

    token: str
    appid: str
    expires_at: datetime
    killed_at: datetime | None = None


@dataclass(slots=True)
class TokenBook:
    """Every token ever issued and the newest of each family."""

    issued: dict[str, Issued] = field(default_factory=dict)
    newest: dict[tuple[Family, str], Issued] = field(default_factory=dict)
    replaced: dict[tuple[Family, str], Issued] = field(default_factory=dict)
    forced_at: dict[str, datetime] = field(default_factory=dict)

    def new(self, family: Family, appid: str, now: datetime) -> Issued:
        """Issue a token; the one before lives 5 more minutes, the one before that dies at once."""
        before, older = self.newest.get((family, appid)), self.replaced.get((family, appid))
        if older is not None and older.killed_at is not None:
            older.killed_at = min(older.killed_at, now)
        if before is not None:
            before.killed_at = min(before.expires_at, now + OVERLAP)
            self.replaced[family, appid] = before
        made = Issued(f"86_{secrets.token_urlsafe(96)}", appid, now + LIFE)
        self.issued[made.token] = self.newest[family, appid] = made
        return made

    def stable(self, appid: str, now: datetime) -> Issued:
        """The stable token: the same one again until its last 5 minutes."""
        newest = self.newest.get((Family.STABLE, appid))
        if newest is not None and newest.expires_at - now >= OVERLAP:
            return newest
        return self.new(Family.STABLE, appid, now)

    def force(self, appid: str, now: datetime) -> Issued:
        """A forced refresh; closer than 30 s to the last one it changes nothing."""
        last = self.forced_at.get(appid)
        if last is not None and now - last < FORCED_APART:
            return self.stable(appid, now)
        self.forced_at[appid] = now
        return self.new(Family.STABLE, appid, now)

    def owner(self, token: str, now: datetime) -> str:
        """The appid a live token speaks for; 41001, 40014, 40001 or 42001 for any other."""
        if not token:
            raise Refused(41001)
        found = self.issued.get(token)
        if found is None:
            raise Refused(40001 if _LOOKS_LIKE_ONE.fullmatch(token) else 40014)
        if found.expires_at <= now:
            raise Refused(42001)
        if found.killed_at is not None and found.killed_at <= now:
            raise Refused(40001)
        return found.appid
