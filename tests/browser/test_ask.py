"""Asking: named by what happens, the numbers first, who will be told before it goes, a number at once."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.her import NUMBER, choose, choose_place, enter, go, seen, speak
from tests.browser.looking import shot
from tests.browser.woman import Woman

pytestmark = pytest.mark.unproven


@pytest.fixture
def her(address: str) -> Woman:
    return Woman(address)


def to_the_last_screen(page: Page, topic: str, service: str) -> None:
    """Say what it is, and nothing more."""
    go(page, "ask/needs")
    choose(page, topic, service)
    seen(page, "next").tap()
    seen(page, "next").tap()
    choose_place(page)


def test_RTE_07_danger_shows_the_numbers_first_and_going_on_is_always_possible(phone: Page, her: Woman) -> None:
    enter(phone, her)
    go(phone, "ask/needs")
    choose(phone, "safe")
    for number in ("110", "120", "12338", "12348", "12345"):
        expect(seen(phone, f"call-{number}")).to_be_visible()
    choose(phone, "law.dv")
    seen(phone, "next").tap()
    expect(seen(phone, "call-110")).to_be_visible()
    expect(seen(phone, "next")).to_have_attribute("aria-disabled", "false")
    shot(phone, "her-danger")


def test_RTE_07_words_of_danger_bring_the_numbers_whatever_she_chose(phone: Page, her: Woman) -> None:
    enter(phone, her)
    go(phone, "ask/needs")
    choose(phone, "money", "aid.temp")
    seen(phone, "next").tap()
    expect(seen(phone, "call-110")).to_have_count(0)
    seen(phone, "words").locator("textarea").fill("他又动手打我")
    expect(seen(phone, "call-110")).to_be_visible()
    expect(seen(phone, "next")).to_have_attribute("aria-disabled", "false")


def test_RTE_09_somebody_who_cannot_say_it_finds_a_way_on_every_screen(phone: Page, her: Woman) -> None:
    enter(phone, her)
    go(phone, "ask/needs")
    expect(seen(phone, "choice-other")).to_be_visible()
    choose(phone, "law")
    expect(seen(phone, "choice-other")).to_be_visible()
    choose(phone, "other")
    expect(seen(phone, "speak")).to_be_visible()


def test_NTF_05_she_reads_who_will_be_told_before_it_goes(phone: Page, her: Woman) -> None:
    enter(phone, her)
    to_the_last_screen(phone, "earn", "job.match")
    expect(phone.get_by_text("牵头办理").filter(visible=True)).to_be_visible()
    expect(seen(phone, "submit")).to_have_attribute("aria-disabled", "true")
    seen(phone, "consent-seen").tap()
    expect(seen(phone, "submit")).to_have_attribute("aria-disabled", "false")


def test_REQ_02_OFF_02_a_double_tap_is_one_request_with_one_number(phone: Page, her: Woman) -> None:
    enter(phone, her)
    to_the_last_screen(phone, "earn", "job.match")
    seen(phone, "consent-seen").tap()
    seen(phone, "submit").dblclick()
    expect(seen(phone, "state")).to_have_text("已收到", timeout=30_000)
    expect(seen(phone, "number")).to_have_text(re.compile(NUMBER))
    assert len(her.get("/v1/my/requests")["items"]) == 1


def test_REQ_02_OFF_03_without_a_network_she_has_a_number_and_it_goes_by_itself(phone: Page, her: Woman) -> None:
    enter(phone, her)
    to_the_last_screen(phone, "child", "fam.act")
    seen(phone, "consent-seen").tap()
    phone.context.set_offline(True)
    seen(phone, "submit").tap()
    expect(seen(phone, "number")).to_have_text(re.compile(NUMBER))
    expect(seen(phone, "state")).to_have_text("等网络", timeout=30_000)
    shot(phone, "her-waiting")
    phone.context.set_offline(False)
    expect(seen(phone, "state")).to_have_text("已收到", timeout=60_000)


def test_MSG_02_a_recording_is_heard_before_it_goes_and_thrown_away_with_one_tap(phone: Page, her: Woman) -> None:
    enter(phone, her)
    go(phone, "ask/needs")
    choose(phone, "other")
    speak(phone)
    expect(phone.get_by_role("button", name="听听看")).to_be_visible()
    seen(phone, "clip-delete").tap()
    expect(seen(phone, "clip")).to_have_count(0)
