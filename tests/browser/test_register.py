"""Registering: three screens, eight answers, in her voice or in writing, with a network or without one."""

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


def first_two_screens(page: Page) -> None:
    """Where she lives and how she lives."""
    go(page, "register/index")
    choose_place(page)
    choose(page, "yes")
    seen(page, "next").tap()
    choose(page, "out", "2025", "3", "health.screen")
    seen(page, "next").tap()


def test_LED_01_she_registers_on_three_screens_and_keeps_a_number(phone: Page, her: Woman) -> None:
    enter(phone, her)
    first_two_screens(phone)
    seen(phone, "name").locator("input").fill("王小红")
    choose(phone, "yes")
    seen(phone, "phone").locator("input").fill("13800138000")
    seen(phone, "consent-seen").tap()
    seen(phone, "next").tap()
    expect(seen(phone, "number")).to_have_text(re.compile(NUMBER))
    expect(seen(phone, "state")).to_have_text("已收到", timeout=30_000)
    expect(phone.get_by_text("都不影响您求助").filter(visible=True)).to_be_visible()
    shot(phone, "her-registered")


def test_OFF_14_agreeing_is_live_only_after_she_heard_it_or_says_she_read_it(phone: Page, her: Woman) -> None:
    enter(phone, her)
    first_two_screens(phone)
    speak(phone)
    choose(phone, "no")
    expect(seen(phone, "next")).to_have_attribute("aria-disabled", "true")
    seen(phone, "consent-seen").tap()
    expect(seen(phone, "next")).to_have_attribute("aria-disabled", "false")


def test_LED_01_OFF_03_begun_without_a_network_it_waits_with_its_number_and_then_goes(phone: Page, her: Woman) -> None:
    enter(phone, her)
    first_two_screens(phone)
    phone.context.set_offline(True)
    seen(phone, "name").locator("input").fill("李桂花")
    choose(phone, "no")
    seen(phone, "consent-seen").tap()
    seen(phone, "next").tap()
    expect(seen(phone, "number")).to_have_text(re.compile(NUMBER))
    expect(seen(phone, "state")).to_have_text("等网络", timeout=30_000)
    phone.context.set_offline(False)
    expect(seen(phone, "state")).to_have_text("已收到", timeout=60_000)


def test_OFF_01_a_killed_page_is_found_again_as_it_was(phone: Page, her: Woman) -> None:
    enter(phone, her)
    go(phone, "register/index")
    choose_place(phone)
    choose(phone, "no")
    phone.wait_for_function("JSON.stringify(localStorage).includes('draft.register')")
    phone.reload()
    expect(phone.get_by_text("上次写到这里").filter(visible=True)).to_be_visible()
    expect(seen(phone, "place-change")).to_be_visible()
