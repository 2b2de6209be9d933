"""Both front ends come from the API itself, ask no other host, and say which county they serve."""

from playwright.sync_api import Page, expect

from tests.browser.looking import shot


def test_her_app_opens_at_the_printed_address(phone: Page) -> None:
    phone.goto("/")
    expect(phone.get_by_text("丰都县").first).to_be_visible()
    shot(phone, "her-home")


def test_the_desk_opens_at_console(wide: Page) -> None:
    wide.goto("/console/")
    expect(wide.get_by_text("丰都县").first).to_be_visible()
    shot(wide, "desk-sign-in")
