"""Puts the stand-ins beside the API in demo mode."""

from dataclasses import dataclass

from fastapi import FastAPI

from app.domain.catalogue.reading import read_folder
from app.integrations.wechat.credentials import WeChatOff, push_credentials_of
from app.settings import Settings, settings
from sandbox import demo_accounts, sms
from sandbox.wechat import server
from sandbox.wechat.messages import Template
from sandbox.wechat.pushing import PushTarget
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
    _prepare(sandbox.wechat, present)
    app.mount("/sandbox/wechat", server.build(sandbox.wechat))
    app.mount("/v1/demo", demo_accounts.build(sandbox.wechat))
    app.mount("/sandbox/sms", sms.build(sandbox.mailbox))
    app.state.sandbox = sandbox
    return sandbox


def _prepare(world: World, present: Settings) -> None:
    """Give each program its county's templates, and let events come back to us where a push is configured."""
    for county, appid in present.wechat_apps.items():
        folder = read_folder(present.counties / county).folder
        for template in folder.wechat_templates if folder is not None else ():
            content = "".join(f"{key}:{{{{{key}.DATA}}}}\n" for key in template.fields)
            world.add_template(appid, Template(template.id, template.title, content))
        try:
            credentials = push_credentials_of(present, county)
        except WeChatOff:
            continue
        world.push_to = PushTarget(f"{present.public_url}/v1/wechat/push?county={county}", credentials)


def _programs(present: Settings) -> list[Program]:
    return [
        Program(appid, present.wechat_secrets[county].get_secret_value())
        for county, appid in present.wechat_apps.items()
        if county in present.wechat_secrets
    ]
