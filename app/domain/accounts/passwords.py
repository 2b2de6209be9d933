"""Passwords of staff: argon2id, hashed two at a time off the event loop, and refused when anyone would guess them."""

import asyncio
import re
import unicodedata
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import ClassVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import Invalid

SHORTEST, LONGEST = 12, 128
MEMORY_KIB, PASSES, LANES = 46 * 1024, 1, 1
FLOOR_MEMORY_KIB, FLOOR_PASSES = 19 * 1024, 2
# Argon2 takes 46 MiB and a core for a fifth of a second: two at a time, the rest wait in line.
TWO_AT_A_TIME = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")
# The hash of a random password nobody kept, so that an unknown name costs the same time as a known one.
NOBODY = "$argon2id$v=19$m=47104,t=1,p=1$o2/8Pn0G8npNTQXKbGWw0w$cjyjnwMTyZA5Y6auz6SC2fgj4zhcA/POFjKBdkr9qRo"

LEFT_OVER_MUST_BE = 6
FEWEST_DIFFERENT = 5
YEARS = re.compile(r"(?:19|20)[0-9]{2}")
SAME_AGAIN = re.compile(r"(.{1,6})\1+")
ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
SHORTEST_RUN = 4
# What people put first when a password must be long: system words, office words in pinyin, love and luck, keyboards.
COMMON_WORDS = """
password passwd passw0rd p@ssw0rd p@ssword admin administrator root user login guest test demo welcome letmein
changeme default secret master monkey dragon sunshine princess football baseball superman batman iloveyou
shouwang liushou funv fulian fuer minzheng minzhengju sifa sifaju gongan gonganju renshe rensheju caizheng
nongye weijian wenlv canlian tuanwei xiangzhen jiedao cunwei shequ zhengfu quxian xiancheng zhongguo china
chongqing beijing woaini woaizhongguo aini meinv mima wodemima nihao hello baobei laopo laogong xiaoming
1q2w3e4r 1q2w3e 1qaz2wsx 1qaz 2wsx 3edc qazwsx qweasd qwe123 abc123 a123456 5201314 1314520 520520 1314 5201 888888
666666 112233 123321 147258369 159753 qwerty asdf zxcv
守望 留守 妇女 妇联 民政 民政局 司法局 公安局 密码 我的密码 管理员 测试
"""
COMMON = frozenset(COMMON_WORDS.split())


class WeakPassword(Invalid):
    """The password breaks one of the few rules; the sentence says which."""

    code: ClassVar[str] = "weak_password"
    message: ClassVar[str] = "这个密码太容易被猜到，请换一个。"


def refuse_weak(password: str, *, own_words: Iterable[str] = ()) -> None:
    """Raise WeakPassword unless it has 12 to 128 characters and more to it than common words, years and runs.

    `own_words` are the county's, the departments' and the person's own names. Nothing else is asked of a password.
    """
    if len(password) < SHORTEST:
        raise WeakPassword(f"密码至少要{SHORTEST}位，可以用一句自己记得住的话。")
    if len(password) > LONGEST:
        raise WeakPassword(f"密码最多{LONGEST}位。")
    if len(set(password)) < FEWEST_DIFFERENT or len(_beyond_the_obvious(password, own_words)) < LEFT_OVER_MUST_BE:
        raise WeakPassword


async def hash_password(password: str) -> str:
    """Hash a password for storage (argon2id, 46 MiB, one pass); rules are `refuse_weak`'s business."""
    return await asyncio.get_running_loop().run_in_executor(TWO_AT_A_TIME, hash_now, password)


def hash_now(password: str) -> str:
    """The same on this thread, for the operator's commands; it blocks for about a quarter of a second."""
    return _hasher().hash(_as_bytes(password))


async def verify(stored: str | None, password: str) -> bool:
    """Tell whether the password is the stored one; with nothing stored it works just as long and says no."""
    loop = asyncio.get_running_loop()
    matches = await loop.run_in_executor(TWO_AT_A_TIME, _matches, stored or NOBODY, password)
    return matches and bool(stored)


def needs_rehash(stored: str) -> bool:
    """Tell whether a hash was made with other strength than today's; hash again after the next good sign-in."""
    return _hasher().check_needs_rehash(stored)


def hasher_of(memory_kib: int, passes: int) -> PasswordHasher:
    """Build an argon2id hasher; raise ValueError below the floor of 19 MiB with two passes, or the same work."""
    if memory_kib < FLOOR_MEMORY_KIB or memory_kib * passes < FLOOR_MEMORY_KIB * FLOOR_PASSES:
        raise ValueError("argon2id must not be weaker than 19 MiB with two passes")
    return PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=LANES, type=Type.ID)


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    return hasher_of(MEMORY_KIB, PASSES)


def _matches(stored: str, password: str) -> bool:
    try:
        return _hasher().verify(stored, _as_bytes(password))
    except (VerificationError, InvalidHashError):
        return False


def _as_bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


def _beyond_the_obvious(password: str, own_words: Iterable[str]) -> str:
    """What is left of a password without common words, years, runs and repetitions."""
    words = COMMON | {_plain(word) for word in own_words if word}
    rest, before = _plain(password), ""
    while rest != before:
        before = rest
        for word in sorted(words, key=len, reverse=True):
            rest = rest.replace(word, "")
        rest = SAME_AGAIN.sub(r"\1", _runs().sub("", YEARS.sub("", rest)))
    return rest


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@lru_cache(maxsize=1)
def _runs() -> re.Pattern[str]:
    """Four or more neighbours of the alphabet, the digits or a keyboard row, in either direction."""
    rows = [*ROWS, *(row[::-1] for row in ROWS)]
    pieces = {row[i:j] for row in rows for i in range(len(row)) for j in range(i + SHORTEST_RUN, len(row) + 1)}
    return re.compile("|".join(sorted(pieces, key=len, reverse=True)))
