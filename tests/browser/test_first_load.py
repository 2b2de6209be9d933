"""OFF-05: what her first page costs on a slow line."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.unproven

MOST_BYTES = 180 * 1024
MOST_PICTURE = 60 * 1024


def test_OFF_05_the_first_page_comes_within_180_kilobytes(phone: Page) -> None:
    line = phone.context.new_cdp_session(phone)
    line.send("Network.enable")
    sizes: dict[str, float] = {}
    kinds: dict[str, str] = {}
    line.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    line.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    phone.goto("/")
    expect(phone.get_by_text("我要帮忙").first).to_be_visible()
    phone.wait_for_load_state("networkidle")
    assert sum(sizes.values()) <= MOST_BYTES
    assert [size for key, size in sizes.items() if kinds.get(key) == "Image" and size > MOST_PICTURE] == []
