"""A worker's queue and one request at the desk, as the worker meets them."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import sign_in
from tests.browser.looking import CHINA, faults_of, shot

NARROW = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, **CHINA}


@pytest.fixture(scope="module")
def desk(browser: Browser, address: str) -> Page:
    """One worker of the justice bureau, signed in once for every test of this file."""
    context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900}, **CHINA)
    page = context.new_page()
    sign_in(page, address, "justice.1")
    return page


def open_queue(page: Page, queue: str) -> None:
    page.goto(f"/console/#/requests?queue={queue}")
    expect(page.get_by_role("tab", selected=True)).to_be_visible()
    expect(page.locator("[data-row], .empty").first).to_be_visible()


def test_QUE_01_each_count_is_the_length_of_its_list(desk: Page) -> None:
    open_queue(desk, "to_accept")
    for tab in desk.get_by_role("tab").all():
        count = int(re.search(r"(\d+)", tab.inner_text())[1])  # type: ignore[index]
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
        expect(desk.locator("[data-row]")).to_have_count(min(count, 50))


@pytest.mark.unproven
def test_QUE_01_the_nearest_due_stands_first_and_filters_live_in_the_address_as_codes(desk: Page) -> None:
    open_queue(desk, "mine")
    shot(desk, "desk-queue")
    desk.get_by_role("combobox", name="级别").click()
    desk.get_by_role("option", name="敏感").click()
    expect(desk).to_have_url(re.compile(r"level=sensitive"))
    desk.reload()
    expect(desk.locator(".el-select").filter(has_text="敏感")).to_be_visible()
    assert faults_of(desk) == []


@pytest.mark.unproven
def test_the_queue_and_a_request_are_worked_by_keyboard_alone(desk: Page) -> None:
    open_queue(desk, "to_accept")
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    desk.keyboard.press("k")
    expect(desk.locator("[data-row]").first).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="她的话")).to_be_visible()
    desk.go_back()
    expect(desk.locator("[data-row]").first).to_be_visible()
    desk.keyboard.press("/")
    expect(desk.get_by_role("textbox", name="编号或电话")).to_be_focused()
    desk.keyboard.press("Escape")


@pytest.mark.unproven
def test_QUE_04_a_reply_and_a_note_cannot_be_mistaken_and_a_reply_is_taken_back(desk: Page) -> None:
    open_queue(desk, "to_accept")
    desk.locator("[data-row]").first.click()
    desk.get_by_role("button", name="受理", exact=True).click()
    expect(desk.get_by_role("tab", name="回复她")).to_be_enabled()
    desk.get_by_role("textbox", name="回复她").fill("我们收到了，明天上午给您回话。")
    desk.get_by_role("button", name="发给她").click()
    expect(desk.get_by_text("这段话会发给她")).to_be_visible()
    desk.get_by_role("button", name="确定", exact=True).click()
    desk.get_by_role("button", name=re.compile("收回")).click()
    expect(desk.get_by_text("我们收到了，明天上午给您回话。")).to_have_count(0)
    desk.get_by_role("tab", name="内部备注").click()
    desk.get_by_role("textbox", name="内部备注").fill("已电话核过村里情况。")
    desk.get_by_role("button", name="记下备注").click()
    desk.get_by_role("button", name="确定", exact=True).click()
    expect(desk.locator("li.note")).to_contain_text("已电话核过村里情况。")
    shot(desk, "desk-request")
    assert faults_of(desk) == []


@pytest.mark.unproven
def test_nothing_of_a_request_is_in_the_title_or_the_address(desk: Page) -> None:
    open_queue(desk, "mine")
    desk.locator("[data-row]").first.click()
    expect(desk.get_by_role("heading", name="她的话")).to_be_visible()
    assert desk.title() == "工作台"
    assert re.fullmatch(r".*/console/#/requests/[0-9a-f-]{36}", desk.url)
    kept = desk.evaluate("JSON.stringify([Object.entries(localStorage), Object.keys(sessionStorage)])")
    assert kept == '[[],["desk"]]'


@pytest.mark.unproven
def test_a_township_worker_works_on_a_phone(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, **NARROW)
    page = context.new_page()
    sign_in(page, address, "500230101.1")
    expect(page.get_by_role("tab").first).to_be_visible()
    shot(page, "desk-queue-phone")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
    context.close()
