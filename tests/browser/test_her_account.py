"""Signing in only when something must be hers, and several people on one telephone behind their PINs."""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import faults_of, shot
from tests.browser.woman import Woman, call, let_in, write


def sms_code(address: str, number: str) -> str:
    """The code the gateway's stand-in holds for a number."""
    told = call(address, "GET", "/sandbox/sms/__sim/messages?limit=100")
    text = next(one["text"] for one in told if one["phone"] == number)
    found = re.search(r"\d{6}", text)
    assert found is not None
    return found.group()


def press(page: Page, keys: str) -> None:
    """Give a PIN of digits."""
    for key in keys:
        page.locator(".app-pin-key", has_text=re.compile(f"^{key}$")).tap()
    page.locator(".app-pin-open").tap()


def draw(page: Page, *pictures: str) -> None:
    """Give a PIN of pictures."""
    for name in pictures:
        page.get_by_label(name, exact=True).tap()


def set_pin(page: Page, pin: str) -> None:
    page.goto("/#/pages/mine/pin")
    page.get_by_test_id("set-pin").tap()
    press(page, pin)
    expect(page.get_by_text("再按一遍")).to_be_visible()
    press(page, pin)
    expect(page.get_by_text("设好了。")).to_be_visible()


@pytest.mark.unproven
def test_she_signs_in_with_a_code_sent_to_her_phone_and_comes_back_to_where_she_was(phone: Page, address: str) -> None:
    number = f"139{secrets.randbelow(10**8):08d}"
    phone.goto("/#/pages/mine/index")
    expect(phone.get_by_text("登录后看您自己的事")).to_be_visible()
    shot(phone, "mine-guest")
    phone.get_by_test_id("sign-in").tap()
    write(phone, "phone", "1391234")
    phone.get_by_test_id("send-code").tap()
    expect(phone.get_by_text("手机号是 11 位，请再看看。")).to_be_visible()
    write(phone, "phone", number)
    phone.get_by_test_id("send-code").tap()
    expect(phone.get_by_text(f"验证码发到 {number} 了")).to_be_visible()
    shot(phone, "sign-in-code")
    write(phone, "code", sms_code(address, number))
    phone.get_by_test_id("enter").tap()
    expect(phone.get_by_test_id("row-inbox")).to_be_visible()
    shot(phone, "mine")
    assert faults_of(phone) == []


def test_signing_out_is_easy_to_find_and_leaves_nothing_of_hers_on_the_phone(phone: Page, address: str) -> None:
    her = Woman(address)
    let_in(phone, her)
    phone.get_by_test_id("sign-out").tap()
    phone.get_by_test_id("sign-out-yes").tap()
    expect(phone.get_by_test_id("door-help")).to_be_visible()
    left = phone.evaluate("() => JSON.stringify({...localStorage})")
    assert her.signed["profile"] not in left
    phone.goto("/#/pages/mine/index")
    expect(phone.get_by_test_id("sign-in")).to_be_visible()


def test_SAF_03_two_people_share_a_phone_and_each_sees_only_her_own(phone: Page, address: str) -> None:
    her = Woman(address)
    asked = her.ask("law.aid", "离婚要怎么办")
    let_in(phone, her)
    set_pin(phone, "2468")
    phone.goto("/#/pages/people/index")
    phone.get_by_test_id("add").tap()
    phone.get_by_test_id("choice-moon").tap()
    expect(phone.get_by_label("月亮")).to_be_visible()
    shot(phone, "people")
    phone.get_by_label("月亮").tap()
    expect(phone.get_by_test_id("door-help")).to_be_visible()
    phone.goto("/#/pages/mine/inbox")
    expect(phone.get_by_text("没有消息")).to_be_visible()
    assert asked["number"] not in phone.content()
    phone.goto("/#/pages/people/index")
    phone.get_by_label("花", exact=True).tap()
    press(phone, "1111")
    expect(phone.get_by_text("不对，请再试。错五次要等十分钟。")).to_be_visible()
    press(phone, "2468")
    expect(phone.get_by_test_id("door-help")).to_be_visible()
    phone.goto("/#/pages/mine/inbox")
    expect(phone.get_by_text(asked["number"]).first).to_be_visible()


def test_SAF_03_five_wrong_tries_rest_the_pin_and_nothing_tells_what_is_behind(phone: Page, address: str) -> None:
    her = Woman(address)
    asked = her.ask("law.aid", "离婚要怎么办")
    let_in(phone, her)
    set_pin(phone, "2468")
    phone.get_by_test_id("lock-now").tap()
    expect(phone.get_by_text("请开锁")).to_be_visible()
    shot(phone, "lock")
    for _ in range(5):
        press(phone, "1357")
        expect(phone.get_by_text("不对，请再试。错五次要等十分钟。")).to_be_visible()
        expect(phone.locator(".app-pin-full")).to_have_count(0)
    press(phone, "2468")
    expect(phone.get_by_text("不对，请再试。错五次要等十分钟。")).to_be_visible()
    said = phone.locator("body").inner_text()
    assert asked["number"] not in said
    assert not re.search("法律|求助|我的事|[0-9] ?[件条]", said)
    assert faults_of(phone) == []


def test_SAF_03_two_minutes_without_a_touch_lock_it(phone: Page, address: str) -> None:
    phone.clock.install()
    her = Woman(address)
    her.put("/v1/my/pin", {"new": "2468"})
    let_in(phone, her)
    phone.get_by_test_id("unlock").tap()
    press(phone, "2468")
    expect(phone.get_by_test_id("row-pin")).to_be_visible()
    phone.clock.fast_forward("01:30")
    expect(phone.get_by_test_id("row-pin")).to_be_visible()
    phone.clock.fast_forward("00:40")
    expect(phone.get_by_text("请开锁")).to_be_visible()


def test_OFF_12_three_of_nine_pictures_open_it_and_a_wrong_order_does_not(phone: Page, address: str) -> None:
    let_in(phone, Woman(address))
    phone.goto("/#/pages/mine/pin")
    phone.get_by_test_id("set-pin").tap()
    phone.get_by_text("我用图案").tap()
    expect(phone.locator(".app-pin-key")).to_have_count(9)
    shot(phone, "picture-pin")
    draw(phone, "太阳", "书", "风筝")
    expect(phone.get_by_text("再按一遍")).to_be_visible()
    draw(phone, "太阳", "书", "风筝")
    expect(phone.get_by_text("设好了。")).to_be_visible()
    phone.get_by_test_id("lock-now").tap()
    expect(phone.get_by_text("按顺序点三个图")).to_be_visible()
    draw(phone, "风筝", "书", "太阳")
    expect(phone.get_by_text("不对，请再试。错五次要等十分钟。")).to_be_visible()
    draw(phone, "太阳", "书", "风筝")
    expect(phone.get_by_test_id("door-help")).to_be_visible()
