"""Weak and missing networks: what she saw stays readable, the app opens again, and nobody is signed out for it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import shot
from tests.browser.woman import Woman, let_in

pytestmark = pytest.mark.unproven

KEPT = """async () => {
  const names = await caches.keys()
  return names.length === 1 && (await (await caches.open(names[0])).keys()).length > 20
}"""


@pytest.fixture
def her(address: str) -> Woman:
    return Woman(address)


def test_OFF_07_without_a_network_her_pages_open_again_after_a_kill_and_say_from_when_they_are(
    keeping_phone: Page, her: Woman
) -> None:
    asked = her.ask("job.match", "想在镇上找活")
    phone = keeping_phone
    let_in(phone, her, "/pages/mine/inbox")
    expect(phone.get_by_text(asked["number"]).first).to_be_visible()
    phone.wait_for_function(KEPT)
    phone.reload()
    phone.wait_for_function("() => navigator.serviceWorker.controller !== null")
    phone.context.set_offline(True)
    phone.close()
    again = phone.context.new_page()
    again.goto("/#/pages/mine/inbox")
    expect(again.get_by_text(asked["number"]).first).to_be_visible()
    expect(again.get_by_text("没有网，这是今天")).to_be_visible()
    shot(again, "inbox-offline")
    again.goto("/#/pages/mine/index")
    expect(again.get_by_test_id("row-inbox")).to_be_visible()
    again.goto("/#/pages/mine/looks")
    expect(again.get_by_text("再试一次")).to_be_visible()


def test_OFF_07_a_token_that_ran_out_without_a_network_asks_for_no_new_sign_in(phone: Page, her: Woman) -> None:
    let_in(phone, her, "/pages/mine/inbox")
    expect(phone.get_by_text("没有消息")).to_be_visible()
    phone.context.set_offline(True)
    phone.evaluate(
        """() => {
          const kept = JSON.parse(localStorage.getItem('x.all.session'))
          kept.tokens.until = 1
          localStorage.setItem('x.all.session', JSON.stringify(kept))
        }"""
    )
    phone.goto("/#/pages/mine/letters")
    phone.goto("/#/pages/mine/index")
    expect(phone.get_by_test_id("row-inbox")).to_be_visible()
    expect(phone.get_by_test_id("sign-in")).to_have_count(0)


def test_OFF_04_a_network_that_never_answers_ends_in_a_sentence_and_a_way_to_try_again(phone: Page, her: Woman) -> None:
    let_in(phone, her)
    expect(phone.get_by_test_id("row-looks")).to_be_visible()
    phone.context.route("**/v1/my/access-log", lambda _: None)
    phone.get_by_test_id("row-looks").tap()
    expect(phone.get_by_text("再试一次")).to_be_visible(timeout=20_000)
    phone.context.unroute("**/v1/my/access-log")
    phone.get_by_text("再试一次").tap()
    expect(phone.get_by_text("一年里没有人看过")).to_be_visible()
