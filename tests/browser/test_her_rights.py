"""What is hers under 我的: how she may be reached, who looked, a copy, a correction, deletion."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import faults_of, shot
from tests.browser.woman import Woman, call, let_in, worker, write

pytestmark = pytest.mark.unproven


@pytest.fixture
def her(address: str) -> Woman:
    return Woman(address)


def test_NTF_04_she_says_when_how_and_with_which_word_she_may_be_reached(phone: Page, her: Woman) -> None:
    let_in(phone, her, "/pages/mine/contact")
    phone.get_by_test_id("choice-evening").tap()
    phone.get_by_test_id("choice-none").tap()
    write(phone, "code-word", "送鸡蛋的")
    phone.get_by_test_id("save-contact").tap()
    expect(phone.get_by_text("记下了。")).to_be_visible()
    shot(phone, "safe-contact")
    kept = her.get("/v1/my/safe-contact")
    assert (kept["from_hour"], kept["to_hour"], kept["no_message"], kept["code_word"]) == (19, 21, True, "送鸡蛋的")
    phone.reload()
    phone.get_by_test_id("choice-only").tap()
    phone.get_by_test_id("save-contact").tap()
    expect(phone.get_by_text("记下了。")).to_be_visible()
    assert her.get("/v1/my/safe-contact")["only_when_open"] is True
    assert faults_of(phone) == []


def test_NTF_07_one_tap_pauses_every_message_and_one_lets_them_come_again(phone: Page, her: Woman) -> None:
    let_in(phone, her, "/pages/mine/contact")
    phone.get_by_test_id("pause").tap()
    expect(phone.get_by_text("已经停了，什么都不会发。")).to_be_visible()
    assert her.get("/v1/my/safe-contact")["paused"] is True
    shot(phone, "paused")
    phone.get_by_test_id("go-on").tap()
    expect(phone.get_by_text("记下了。")).to_be_visible()
    assert her.get("/v1/my/safe-contact")["paused"] is False


def test_R39_she_takes_a_copy_of_her_data_home(phone: Page, her: Woman) -> None:
    let_in(phone, her)
    phone.get_by_test_id("row-data").tap()
    shot(phone, "my-data")
    phone.get_by_test_id("row-copy").tap()
    phone.get_by_test_id("ask-copy").tap()
    expect(phone.get_by_text("您提过的")).to_be_visible()
    for _ in range(20):
        if her.get("/v1/my/export")["items"][0]["parcel"]["state"] == "ready":
            break
        phone.wait_for_timeout(1_000)
    phone.reload()
    with phone.expect_download() as coming:
        phone.get_by_test_id("fetch-copy").tap()
    assert coming.value.suggested_filename == "ziliao.zip"
    assert coming.value.path().read_bytes()[:2] == b"PK"
    shot(phone, "my-copy")


def test_R39_she_says_what_is_written_wrong_and_sees_by_when_it_is_answered(phone: Page, her: Woman) -> None:
    let_in(phone, her, "/pages/mine/correct")
    phone.get_by_test_id("choice-name").tap()
    write(phone, "correction", "王小红")
    phone.get_by_test_id("send-correction").tap()
    expect(phone.get_by_text(re.compile("最晚 .* 回您"))).to_be_visible()
    shot(phone, "my-correction")
    asked = her.get("/v1/my/correction")["items"]
    assert [(one["field"], one["state"]) for one in asked] == [("name", "received")]


def test_R39_she_sees_what_goes_and_what_stays_before_she_deletes_and_is_a_guest_afterwards(
    phone: Page, her: Woman
) -> None:
    let_in(phone, her, "/pages/mine/remove")
    expect(phone.get_by_text("会删掉").first).to_be_visible()
    expect(phone.get_by_test_id("remove-yes")).to_have_count(0)
    shot(phone, "my-deletion")
    phone.get_by_test_id("seen").tap()
    phone.get_by_test_id("remove-yes").tap()
    expect(phone.get_by_test_id("door-help")).to_be_visible()
    phone.goto("/#/pages/mine/index")
    expect(phone.get_by_test_id("sign-in")).to_be_visible()


def test_LED_11_she_sees_which_office_looked_at_her_record_and_when(phone: Page, her: Woman) -> None:
    let_in(phone, her, "/pages/mine/looks")
    expect(phone.get_by_text("一年里没有人看过")).to_be_visible()
    shot(phone, "looks-none")
    asked = her.ask("job.match", "想在镇上找活")
    call(her.address, "GET", f"/v1/desk/requests/{asked['id']}", token=worker(her.address, "human_resources.1"))
    phone.reload()
    expect(phone.get_by_role("listitem").first).to_contain_text("人力资源和社会保障局")
    expect(phone.get_by_role("listitem").first).to_contain_text("今天")
    shot(phone, "looks")
    assert faults_of(phone) == []
