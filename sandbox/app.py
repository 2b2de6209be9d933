"""Puts the stand-ins beside the API in demo mode."""

from dataclasses import dataclass

from fastapi import FastAPI

from app.settings import Settings, settings
from sandbox import demo_accounts, sms
from sandbox.wechat import server
from sandbox.wechat.world import Program, World


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The state of both stand-ins, for those who prepare a demo or a test."""

    wechat: World
    mailbox: sms.Mailbox


def mount(app: FastAPI) -> Sandbox:
    """Mount `/sandbox/wechat` and `/sandbox/sms` as applications of their own, outside openapi.json.

    They know the mini-programs of the settings. Their state is returned and kept at `app.state.sandbox`.
    """
    present = settings()
    if present.production:
        raise RuntimeError("the stand-ins never run in production")
    sandbox = Sandbox(World(*_programs(present)), sms.Mailbox(present.sms_token.get_secret_value()))
    app.mount("/sandbox/wechat", server.build(sandbox.wechat))
    app.mount("/v1/demo", demo_accounts.build(sandbox.wechat))
    app.mount("/sandbox/sms", sms.build(sandbox.mailbox))
    app.state.sandbox = sandbox
    return sandbox


def _programs(present: Settings) -> list[Program]:
    return [
        Program(appid, present.wechat_secrets[county].get_secret_value())
        for county, appid in present.wechat_apps.items()
        if county in present.wechat_secrets
    ]
