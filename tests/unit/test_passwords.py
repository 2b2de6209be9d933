"""Passwords of staff (security R17, R19): strong hashes, few rules, the same work for an unknown name."""

import asyncio
import threading

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from app.domain.accounts import passwords
from app.domain.accounts.passwords import NOBODY, WeakPassword, hash_password, needs_rehash, refuse_weak, verify

GOOD = "山上的李子树开了三回花"
LONGER = "山上的李子树今年又开了三回花"
WORDS = ("丰都县", "丰都", "fengdu", "fengduxian", "县残联", "canlian")


@pytest.mark.parametrize(
    "password",
    [
        LONGER,
        "correct horse battery staple",
        "q7#Lm2!vTzRk",
        "zaoshangqukaikandishu",
        "        李子树三回花开山坡",
        "A" + "bcx9" * 3 + "好树苗" * 30,
    ],
)
def test_a_phrase_of_twelve_is_enough_and_nothing_else_is_asked(password: str) -> None:
    assert refuse_weak(password, own_words=WORDS) is None


def test_128_characters_are_allowed_and_one_more_is_not() -> None:
    sentence = "山坡上种了七棵李子树今年春天都开花了"
    long = (sentence + "q7#Lm2!vTzRk" * 20)[:128]
    assert refuse_weak(long) is None
    with pytest.raises(WeakPassword, match="最多128位"):
        refuse_weak(long + "x")


@pytest.mark.parametrize("password", ["", "short", GOOD])
def test_fewer_than_twelve_characters_are_refused(password: str) -> None:
    with pytest.raises(WeakPassword, match="至少要12位"):
        refuse_weak(password)


@pytest.mark.parametrize(
    "password",
    [
        "123456789012",
        "aaaaaaaaaaaa",
        "abababababab",
        "abcdefghijkl",
        "qwertyuiop12",
        "poiuytrewq98",
        "1q2w3e4r1q2w3e4r",
        "password1234",
        "PASSWORD2026!",
        "Passw0rd!2026",
        "p@ssw0rd1234!",
        "ｐａｓｓｗｏｒｄ１２３４",
        "admin@123456",
        "iloveyou1314",
        "woaini5201314",
        "shouwang2026!",
        "fulian888888",
        "minzhengju2026",
        "Fengdu@2026888",
        "fengduxian123",
        "丰都县残联20262026",
        "丰都县妇联管理员123456",
        "canlian202611",
        "我的密码我的密码我的密码",
        "qazwsxedc2wsx",
    ],
)
def test_common_words_county_names_years_and_runs_are_refused(password: str) -> None:
    with pytest.raises(WeakPassword):
        refuse_weak(password, own_words=WORDS)


def test_her_own_login_name_is_refused_as_a_password() -> None:
    assert refuse_weak("tanxiaoyun-001") is None
    with pytest.raises(WeakPassword):
        refuse_weak("tanxiaoyun-001", own_words=["TanXiaoYun"])


def test_an_empty_own_word_forbids_nothing() -> None:
    assert refuse_weak(LONGER, own_words=[""]) is None


async def test_a_password_verifies_against_its_own_hash_only() -> None:
    stored = await hash_password(LONGER)
    assert await verify(stored, LONGER)
    assert not await verify(stored, LONGER + " ")


def test_a_hash_is_argon2id_with_46_mib_one_pass_one_lane() -> None:
    stored = passwords.hash_now(LONGER)
    parameters = extract_parameters(stored)
    assert stored.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert (parameters.type, parameters.salt_len, parameters.hash_len) == (Type.ID, 16, 32)
    assert not needs_rehash(stored)


@pytest.mark.parametrize(("memory", "passes"), [(19, 1), (18, 3), (37, 1), (8, 10)])
def test_a_hasher_below_the_floor_cannot_be_built(memory: int, passes: int) -> None:
    with pytest.raises(ValueError, match="19 MiB"):
        passwords.hasher_of(memory * 1024, passes)


@pytest.mark.parametrize(("memory", "passes"), [(19, 2), (46, 1), (64, 3)])
def test_a_hasher_at_or_above_the_floor_can(memory: int, passes: int) -> None:
    assert passwords.hasher_of(memory * 1024, passes).memory_cost == memory * 1024


def test_a_hash_of_other_strength_asks_to_be_made_again() -> None:
    old = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1).hash(LONGER)
    assert needs_rehash(old)


async def test_a_hash_of_other_strength_still_verifies() -> None:
    old = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1).hash(LONGER)
    assert await verify(old, LONGER)


@pytest.mark.parametrize("stored", [None, "", "no hash", "$argon2id$v=19$m=47104,t=1,p=1$broken"])
async def test_without_a_usable_hash_the_answer_is_no(stored: str | None) -> None:
    assert not await verify(stored, LONGER)


async def test_an_unknown_name_costs_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(passwords, "_matches", lambda stored, _password: bool(asked.append(stored)))
    await verify(None, LONGER)
    assert asked == [NOBODY]
    assert not needs_rehash(NOBODY)


async def test_even_the_password_of_nobody_signs_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_matches", lambda _stored, _password: True)
    assert not await verify(None, LONGER)


async def test_a_half_character_is_a_wrong_password_and_no_error() -> None:
    assert not await verify(NOBODY, "\ud800" * 12)


async def test_never_more_than_two_hash_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Barrier(2, timeout=5)
    seen: list[str] = []

    def slow(_stored: str, _password: str) -> bool:
        gate.wait()
        seen.append(threading.current_thread().name)
        return True

    monkeypatch.setattr(passwords, "_matches", slow)
    answers = await asyncio.gather(*(verify(NOBODY, LONGER) for _ in range(6)))
    assert answers == [True] * 6
    assert len(set(seen)) == 2
