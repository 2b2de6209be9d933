"""`shouwang wechat`: hold our set-up against WeChat's own before women meet what is wrong with it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import httpx
import typer

from app.domain.catalogue.reading import read_folder
from app.errors import AppError
from app.integrations.wechat import operating
from app.integrations.wechat.credentials import WeChatApp, WeChatOff, app_of, push_credentials_of
from app.integrations.wechat.errors import NoUsableAnswer, WeChatError
from app.integrations.wechat.templates import check_templates, live_templates
from app.integrations.wechat.tokens import TokenKeeper
from app.notifications.outside import Outside, open_outside
from app.settings import settings

app = typer.Typer(no_args_is_help=True)
R = TypeVar("R")
County = Annotated[str, typer.Option("--county", help="区县代码，例如 500230")]
ADVICE = {
    40013: "appid 写错了，看 SHOUWANG_WECHAT_APPS",
    40125: "AppSecret 不对，看 SHOUWANG_WECHAT_SECRETS",
    40164: "这台机器的地址不在小程序后台的 IP 白名单里",
    40243: "AppSecret 被冻结了，到小程序后台解冻",
    48001: "小程序没有开通这项能力",
    50002: "小程序被限制使用",
    50007: "小程序账号被冻结",
    89503: "新地址要管理员在微信里确认",
    89506: "管理员拒绝了这个地址，24 小时后再试",
    89507: "管理员拒绝了这个地址，1 小时后再试",
}


@app.callback()
def group() -> None:
    """小程序设置。"""


@app.command("check")
def check(county: County) -> None:
    """核对小程序设置：凭据、消息模板、消息推送的地址；有错逐条说，以 1 退出。"""
    faults = asyncio.run(check_all(county))
    for fault in faults:
        typer.echo(f"要改　{fault}")
    if faults:
        raise typer.Exit(1)
    typer.echo("小程序设置都对得上。")


@app.command("rid")
def look_up(rid: Annotated[str, typer.Argument(help="日志里的 rid，七天内有效")], county: County) -> None:
    """问微信某一次调用是怎么回事；地址里有密钥，不显示。"""

    async def ask(outside: Outside, program: WeChatApp) -> dict[str, Any]:
        return await operating.look_up(outside.wechat, program, rid=rid)

    try:
        found = asyncio.run(_with_program(county, ask, None))
    except AppError as refused:
        typer.echo(advice(refused))
        raise typer.Exit(1) from None
    for name, value in found.items():
        typer.echo(f"{name}　{value}")


async def check_all(county: str, transport: httpx.AsyncBaseTransport | None = None) -> list[str]:
    """List what is wrong, one sentence each; a wrong credential ends the list, for nothing else can be asked then."""

    async def ask(outside: Outside, program: WeChatApp) -> list[str]:
        await outside.wechat.current(program)
        templates = await _templates(outside.wechat, program, county)
        return [*templates, *await _pushes(outside.wechat, program, county)]

    try:
        return await _with_program(county, ask, transport)
    except AppError as refused:
        return [advice(refused)]


async def _with_program(
    county: str, ask: Callable[[Outside, WeChatApp], Awaitable[R]], transport: httpx.AsyncBaseTransport | None
) -> R:
    async with open_outside(settings(), transport) as outside:
        return await ask(outside, app_of(settings(), county))


async def _templates(tokens: TokenKeeper, program: WeChatApp, county: str) -> list[str]:
    """Hold the county's templates against WeChat's own."""
    folder = read_folder(settings().counties / county).folder
    if folder is None:
        return [f"读不出 {county} 的文件夹，先执行 shouwang county check"]
    live = await live_templates(tokens, program)
    return check_templates({one.id: one.fields for one in folder.wechat_templates}, live)


async def _pushes(tokens: TokenKeeper, program: WeChatApp, county: str) -> list[str]:
    """See that pushes are set up here, and that WeChat reaches us."""
    try:
        push_credentials_of(settings(), county)
    except WeChatOff:
        return ["没有设置消息推送的 Token 和 EncodingAESKey：订阅次数、撤回授权都收不到"]
    reached = await operating.check_callback(tokens, program)
    if not reached.resolved:
        return ["微信解析不到消息推送的地址，看小程序后台“消息推送”里的网址"]
    if any(lost not in ("0%", "") for lost in reached.lost):
        return [f"微信到我们的网络有丢包：{'、'.join(reached.lost)}"]
    addresses = await operating.callback_addresses(tokens, program)
    typer.echo(f"推送从这些地址来，防火墙要放行：{'、'.join(addresses)}")
    return []


def advice(refused: AppError) -> str:
    """Say in one sentence what an operator can do about a refusal."""
    if isinstance(refused, WeChatOff):
        return "这个区县没有配置小程序，看 SHOUWANG_WECHAT_APPS 和 SHOUWANG_WECHAT_SECRETS"
    if isinstance(refused, NoUsableAnswer):
        return f"连不上微信（{refused.reason}），看网络和 SHOUWANG_WECHAT_BASE_URL"
    if isinstance(refused, WeChatError):
        known = ADVICE.get(refused.errcode, refused.text)
        return f"{known}（errcode {refused.errcode}，rid {refused.rid or '无'}）"
    return refused.text
