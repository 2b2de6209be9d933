"""The package WeChat gets: it passes WeChat's own compilers, stays small, needs no browser, declares what it uses."""

import json
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from launch.pages import MINI_PROGRAM, build

ROOT = Path(__file__).resolve().parents[2]
COMPILERS = ROOT / "miniprogram/node_modules/miniprogram-compiler/bin/linux"
GUIDE = (ROOT / "docs/mini-program.md").read_text(encoding="utf-8")
MAIN_PACKAGE, ONE_PICTURE = 1_500_000, 60_000
# What only a browser has. `typeof window` in the framework's own guards is no use of it.
BROWSER = re.compile(r"(?<![\w.$])(?:window|document|localStorage|sessionStorage|XMLHttpRequest|navigator)\s*[.\[(]")
# https://developers.weixin.qq.com/miniprogram/dev/framework/user-privacy/miniprogram-intro.html
PRIVATE = {
    "chooseImage": "选中的照片或视频信息",
    "chooseMedia": "选中的照片或视频信息",
    "getRecorderManager": "麦克风",
    "getPhoneNumber": "手机号",
    "getLocation": "位置信息",
    "chooseLocation": "位置信息",
    "getFuzzyLocation": "位置信息",
    "setClipboardData": "剪切板",
    "getClipboardData": "剪切板",
    "saveImageToPhotosAlbum": "相册（仅写入）",
    "chooseAvatar": "微信昵称、头像",
    "addPhoneContact": "通讯录（仅写入）",
    "chooseAddress": "通讯地址",
}
HOSTS = {"http://www.w3.org", "https://vuejs.org", "https://uniapp.dcloud.net.cn"}


@pytest.fixture(scope="module")
def package() -> Path:
    build((MINI_PROGRAM,))
    return MINI_PROGRAM.made


@pytest.fixture(scope="module")
def declared(package: Path) -> dict[str, object]:
    told: dict[str, object] = json.loads((package / "app.json").read_text(encoding="utf-8"))
    return told


def compiler(name: str, folder: Path) -> Path:
    """One of WeChat's compilers, copied to where it may be made executable."""
    copied = folder / name
    shutil.copy(COMPILERS / name, copied)
    copied.chmod(copied.stat().st_mode | stat.S_IXUSR)
    return copied


def texts(package: Path, suffix: str) -> dict[str, str]:
    return {str(path.relative_to(package)): path.read_text("utf-8") for path in sorted(package.rglob(f"*{suffix}"))}


@pytest.mark.parametrize(("name", "suffix"), [("wcc", ".wxml"), ("wcsc", ".wxss")])
def test_every_page_and_part_passes_wechats_own_compiler(package: Path, tmp_path: Path, name: str, suffix: str) -> None:
    tool = compiler(name, tmp_path)
    found = list(texts(package, suffix))
    assert len(found) > 15
    done = subprocess.run([tool, *found], cwd=package, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr[-2000:]
    broken = tmp_path / f"broken{suffix}"
    broken.write_text("<view></text>" if suffix == ".wxml" else "view { color: ")
    refused = subprocess.run([tool, broken.name], cwd=tmp_path, capture_output=True, check=False)  # noqa: S603
    assert refused.returncode != 0, "the compiler would not have noticed"


def test_OFF_05_the_main_package_and_its_pictures_stay_small(package: Path, declared: dict[str, object]) -> None:
    apart = [str(one["root"]) for one in declared.get("subPackages", [])]  # type: ignore[attr-defined]
    files = {path: path.stat().st_size for path in package.rglob("*") if path.is_file()}
    main = {p: n for p, n in files.items() if not str(p.relative_to(package)).startswith(tuple(apart) or ("\0",))}
    assert sum(main.values()) < MAIN_PACKAGE
    pictures = {p.name: n for p, n in files.items() if p.suffix in {".png", ".jpg", ".webp", ".gif"}}
    assert {name: size for name, size in pictures.items() if size > ONE_PICTURE} == {}


def test_it_touches_nothing_only_a_browser_has_and_names_no_foreign_host(package: Path) -> None:
    scripts = texts(package, ".js")
    assert {name: BROWSER.findall(text) for name, text in scripts.items() if BROWSER.search(text)} == {}
    everything = scripts | texts(package, ".wxml") | texts(package, ".wxss")
    hosts = {host for text in everything.values() for host in re.findall(r"https?://[a-z0-9.-]+", text)}
    assert hosts <= HOSTS, "no page may load from elsewhere"


@pytest.mark.unproven
def test_tab_pages_are_in_the_main_package_and_have_their_pictures(package: Path, declared: dict[str, object]) -> None:
    pages = declared["pages"]
    assert isinstance(pages, list)
    assert pages[0] == "pages/home/index"
    tabs = declared.get("tabBar", {}).get("list", [])  # type: ignore[attr-defined]
    for tab in tabs:
        assert tab["pagePath"] in pages
        assert (package / tab["iconPath"]).exists()
        assert (package / tab["selectedIconPath"]).exists()


def test_what_is_private_is_declared_in_the_package_and_in_the_guide(
    package: Path, declared: dict[str, object]
) -> None:
    assert declared["__usePrivacyCheck__"] is True
    assert declared["requiredPrivateInfos"] == []
    said = "".join((texts(package, ".js") | texts(package, ".wxml")).values())
    used = {name for name in PRIVATE if re.search(rf"\b{name}\b", said)}
    assert {"chooseImage", "getRecorderManager", "getPhoneNumber"} <= used
    assert {name: PRIVATE[name] for name in used if PRIVATE[name] not in GUIDE} == {}


def test_SAF_02_no_title_in_it_says_what_she_came_for(package: Path) -> None:
    titles = [
        json.loads(text).get("navigationBarTitleText", "")
        for name, text in texts(package, ".json").items()
        if name.startswith("pages/")
    ]
    assert len(titles) > 15
    assert [one for one in titles if re.search("法律|援助|暴|打|求助|心理|咨询|贷款|妇|维权|危险", one)] == []
