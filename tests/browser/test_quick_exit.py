"""Leaving with one tap: a plain page, nothing behind it, nothing of a closed matter left on the telephone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import faults_of, shot
from tests.browser.woman import Woman, let_in, stored

CANARY = "金丝雀他昨天打了我"
SINCE_TAP = """() => performance.now() - window.tapped"""
REMEMBER_TAP = """() => addEventListener('click', () => { window.tapped = performance.now() }, { capture: true })"""


@pytest.fixture
def her(address: str) -> Woman:
    return Woman(address)


def leave(page: Page) -> float:
    """Tap 离开; gives the milliseconds until the plain page stood there, to be reported."""
    page.evaluate(REMEMBER_TAP)
    page.get_by_test_id("leave").last.tap()
    expect(page.locator(".plain")).to_be_visible()
    return float(page.evaluate(SINCE_TAP))


def test_SAF_01_one_tap_leads_to_weather_and_prices_and_back_does_not_return(
    phone: Page, her: Woman, record_property: Callable[[str, object], None]
) -> None:
    let_in(phone, her)
    phone.get_by_test_id("row-data").tap()
    phone.get_by_test_id("row-correct").tap()
    expect(phone.get_by_text("哪里错了？")).to_be_visible()
    record_property("milliseconds_to_the_plain_page", round(leave(phone)))
    expect(phone).to_have_title("天气")
    shot(phone, "plain")
    for _ in range(3):
        phone.evaluate("() => history.back()")
        phone.wait_for_function("() => location.hash === '#/pages/plain/index'")
        expect(phone.get_by_text("农事与菜价")).to_be_visible()
        expect(phone.get_by_text("哪里错了？")).to_have_count(0)
    assert phone.evaluate("() => document.querySelectorAll('uni-page').length") == 1
    assert faults_of(phone) == []


@pytest.mark.unproven
def test_SAF_01_the_plain_page_comes_without_a_network_and_leads_home_when_she_wants(phone: Page, her: Woman) -> None:
    let_in(phone, her)
    expect(phone.get_by_test_id("row-inbox")).to_be_visible()
    phone.wait_for_load_state("networkidle")
    phone.context.set_offline(True)
    leave(phone)
    expect(phone.get_by_text("农事与菜价")).to_be_visible()
    phone.context.set_offline(False)
    phone.get_by_text("首页").tap()
    expect(phone.get_by_test_id("door-help")).to_be_visible()
    phone.evaluate("() => history.back()")
    expect(phone.get_by_text("我的事")).to_have_count(0)


def test_SAF_01_SAF_02_nothing_of_a_closed_matter_is_left_after_leaving(phone: Page, her: Woman) -> None:
    asked = her.ask("law.dv", CANARY)
    let_in(phone, her, f"/pages/requests/one?id={asked['id']}")
    expect(phone.get_by_text(CANARY)).to_be_visible()
    assert CANARY not in phone.title()
    leave(phone)
    left = stored(phone)
    for word in (CANARY, asked["id"], asked["number"], asked["service_name"]):
        assert word not in left, word
    assert CANARY not in phone.content()
    phone.context.set_offline(True)
    phone.goto("/#/pages/requests/list")
    expect(phone.get_by_text(CANARY)).to_have_count(0)
    assert asked["number"] not in phone.content()


@pytest.mark.unproven
def test_SAF_02_no_title_says_what_she_came_for(phone: Page, her: Woman) -> None:
    let_in(phone, her)
    for path in (
        "mine/index",
        "mine/inbox",
        "mine/looks",
        "mine/contact",
        "mine/remove",
        "people/index",
        "sign-in/index",
    ):
        phone.goto(f"/#/pages/{path}")
        expect(phone.get_by_test_id("leave").last).to_be_visible()
        assert not re.search("法律|援助|暴|打|求助|心理|贷款|妇女|妇联|维权|危险", phone.title()), path
