"""`shouwang wechat check`: what is wrong with the set-up is said in Chinese before a woman meets it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from pydantic import SecretStr

from app.cli import wechat
from app.domain.catalogue.reading import read_folder
from app.settings import Settings, settings
from sandbox.wechat.faults import Fault, FaultKind
from sandbox.wechat.messages import Template
from sandbox.wechat.pushing import PushTarget
from tests.outside import APPID, StandIns, _Way
from tests.wechat_cases import new_world
from tests.world import COUNTY

PUSH = {"wechat_push_tokens": {COUNTY: SecretStr("t")}, "wechat_push_keys": {COUNTY: SecretStr("a" * 43)}}
Told = Callable[..., Settings]


@pytest.fixture
def stand_ins() -> StandIns:
    made = StandIns()
    folder = read_folder(settings().counties / COUNTY).folder
    assert folder is not None
    for one in folder.wechat_templates:
        content = "".join(f"项:{{{{{key}.DATA}}}}\n" for key in one.fields)
        made.wechat.add_template(APPID, Template(one.id, one.title, content))
    target = new_world().push_to
    assert target is not None
    made.wechat.push_to = PushTarget(target.url, target.credentials)
    return made


async def faults(stand_ins: StandIns, monkeypatch: pytest.MonkeyPatch, **more: object) -> list[str]:
    told = stand_ins.told(**(PUSH | more))
    monkeypatch.setattr(wechat, "settings", lambda: told)
    return await wechat.check_all(COUNTY, _Way(stand_ins))


async def test_a_set_up_that_fits_has_no_fault_and_names_the_addresses_to_let_in(
    stand_ins: StandIns, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await faults(stand_ins, monkeypatch) == []
    assert "防火墙要放行：127.0.0.1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("errcode", "said"), [(40164, "IP 白名单"), (40125, "AppSecret 不对"), (89503, "管理员"), (50007, "冻结")]
)
async def test_a_refused_token_says_what_an_operator_can_do_and_gives_the_trace(
    stand_ins: StandIns, monkeypatch: pytest.MonkeyPatch, errcode: int, said: str
) -> None:
    stand_ins.wechat.faults.add(Fault(kind=FaultKind.ERRCODE, errcode=errcode, path="/cgi-bin/stable_token"))
    (fault,) = await faults(stand_ins, monkeypatch)
    assert said in fault
    assert f"errcode {errcode}，rid " in fault
    assert "无" not in fault


async def test_no_program_no_push_no_address_no_template_and_no_wechat_are_each_said(
    stand_ins: StandIns, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "没有配置小程序" in (await faults(stand_ins, monkeypatch, wechat_apps={}))[0]
    assert "EncodingAESKey" in (await faults(stand_ins, monkeypatch, wechat_push_keys={}))[0]
    stand_ins.wechat.push_to = None
    assert "解析不到" in (await faults(stand_ins, monkeypatch))[0]
    (key, template), *_ = stand_ins.wechat.templates.items()
    stand_ins.wechat.templates[key] = replace(template, content="另:{{thing9.DATA}}\n")
    assert "字段不一致" in (await faults(stand_ins, monkeypatch))[0]
    stand_ins.wechat.faults.add(Fault(kind=FaultKind.HTTP_502, path="/cgi-bin/stable_token"))
    assert "连不上微信（status_502）" in (await faults(stand_ins, monkeypatch))[0]
