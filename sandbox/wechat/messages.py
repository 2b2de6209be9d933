"""Subscription messages of the stand-in: templates, consents, sends, and the events that follow."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.integrations.wechat.template_fields import fault_of, keys_in
from sandbox.wechat.replies import Refused

PLATFORM = "oPlatformSender0000000000000"
ONE_TIME, LONG_TERM = 2, 3


@dataclass(frozen=True, slots=True)
class Template:
    """A template of a program; `kind` 2 is one-time, 3 long-term."""

    id: str
    title: str
    content: str
    kind: int = ONE_TIME
    enums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def shown(self) -> dict[str, object]:
        """Show it as gettemplate does."""
        return {
            "priTmplId": self.id,
            "title": self.title,
            "content": self.content,
            "example": "",
            "type": self.kind,
            "keywordEnumValueList": [
                {"keywordCode": f"{key}.DATA", "enumValueList": list(words)} for key, words in self.enums.items()
            ],
        }


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that was taken."""

    msg_id: str
    openid: str
    template_id: str
    data: dict[str, str]
    page: str
    at: datetime


@dataclass(slots=True)
class MessageBook:
    """Templates by program and id, consents by person and template, what was sent, and what waits to be pushed.

    `switched_off` are people whose main switch is off; for `takes` after a send the same person gets no other (43108).
    """

    templates: dict[tuple[str, str], Template] = field(default_factory=dict)
    consents: dict[tuple[str, str], int] = field(default_factory=dict)
    refused: set[tuple[str, str]] = field(default_factory=set)
    sent: list[Sent] = field(default_factory=list)
    waiting: list[dict[str, object]] = field(default_factory=list)
    switched_off: set[str] = field(default_factory=set)
    takes: timedelta = timedelta(0)
    last_taken: dict[str, datetime] = field(default_factory=dict)

    def choose(self, openid: str, choices: dict[str, str], at: datetime) -> dict[str, str]:
        """Press buttons in her dialog: `accept`, `reject`, `ban`, `filter`; queues the popup event."""
        rows = []
        for template, choice in choices.items():
            if choice == "accept":
                self.consents[openid, template] = self.consents.get((openid, template), 0) + 1
                self.refused.discard((openid, template))
            if choice in ("accept", "reject"):
                rows.append({"TemplateId": template, "SubscribeStatusString": choice, "PopupScene": "0"})
        self._queue(openid, "subscribe_msg_popup_event", rows, at)
        return {**choices, "errMsg": "requestSubscribeMessage:ok"}

    def refuse(self, openid: str, template: str, at: datetime) -> None:
        """Switch a template off in her settings; only refusals are pushed."""
        self.consents[openid, template] = 0
        self.refused.add((openid, template))
        row = {"TemplateId": template, "SubscribeStatusString": "reject"}
        self._queue(openid, "subscribe_msg_change_event", [row], at)

    def _queue(self, openid: str, event: str, rows: list[dict[str, str]], at: datetime) -> None:
        """Queue an event: its list is one object when it has one row, and its time is text (wechat.md §4)."""
        if not rows:
            return
        self.waiting.append(
            {
                "ToUserName": "gh_stand_in_00",
                "FromUserName": openid,
                "CreateTime": str(int(at.timestamp())),
                "MsgType": "event",
                "Event": event,
                "List": rows[0] if len(rows) == 1 else rows,
            }
        )

    def person_event(self, openid: str, event: str, appid: str, at: datetime, **more: str) -> None:
        """Queue an event about a person: it names her by OpenID, and its time is a number."""
        self.waiting.append(
            {
                "ToUserName": "gh_stand_in_00",
                "FromUserName": PLATFORM,
                "CreateTime": int(at.timestamp()),
                "MsgType": "event",
                "Event": event,
                "OpenID": openid,
                "AppID": appid,
                **more,
            }
        )

    def program_event(self, appid: str, event_type: int, reason: str, at: datetime) -> None:
        """Queue a punishment of the program; its detail is JSON inside a text."""
        self.waiting.append(
            {
                "ToUserName": "gh_stand_in_00",
                "FromUserName": PLATFORM,
                "CreateTime": int(at.timestamp()),
                "MsgType": "event",
                "Event": "wxa_punish_event",
                "appid": appid,
                "event_type": event_type,
                "punish_id": secrets.token_hex(8),
                "detail": json.dumps({"illegal_reason": reason}, ensure_ascii=False),
            }
        )

    def take(self, appid: str, document: dict[str, object], at: datetime, pages: frozenset[str]) -> Sent:
        """Take a message in WeChat's order: template, fields in the template's order, page, consent, one at a time."""
        openid, template_id = str(document.get("touser", "")), str(document.get("template_id", ""))
        template = self.templates.get((appid, template_id))
        if template is None:
            raise Refused(40037)
        data = _checked(template, document.get("data"))
        page = str(document.get("page") or "")
        if page and pages and page.split("?", maxsplit=1)[0] not in pages:
            raise Refused(41030)
        self._spend(openid, template, at)
        sent = Sent(str(secrets.randbits(62)), openid, template_id, data, page, at)
        self.sent.append(sent)
        row = {"TemplateId": template_id, "MsgID": sent.msg_id, "ErrorCode": "0", "ErrorStatus": "success"}
        self._queue(openid, "subscribe_msg_sent_event", [row], at)
        return sent

    def _spend(self, openid: str, template: Template, at: datetime) -> None:
        """Hold her consent to it: one accept buys one send, or all of a long-term template until she refuses."""
        consent = (openid, template.id)
        unwilling = openid in self.switched_off or consent in self.refused
        if unwilling or self.consents.get(consent, 0) < 1:
            raise Refused(43101)
        last = self.last_taken.get(openid)
        if last is not None and at < last + self.takes:
            raise Refused(43108)
        self.last_taken[openid] = at
        if template.kind == ONE_TIME:
            self.consents[consent] -= 1


def _checked(template: Template, sent: object) -> dict[str, str]:
    """Hold the data to the template: exactly its keys, each by the rule of its kind (47003)."""
    given = sent if isinstance(sent, dict) else {}
    values: dict[str, str] = {}
    for key in keys_in(template.content):
        value = given.get(key, {}).get("value") if isinstance(given.get(key), dict) else None
        if not value:
            raise Refused(47003, f"argument invalid! data.{key}.value is empty")
        if fault_of(key, str(value), template.enums.get(key, ())):
            raise Refused(47003, f"argument invalid! data.{key}.value invalid")
        values[key] = str(value)
    if set(given) != set(values):
        raise Refused(47003, "argument invalid! data has keys the template has not")
    return values
