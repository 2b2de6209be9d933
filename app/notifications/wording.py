"""Neutral words for every kind of notice: a number, a date and fixed words, nothing of hers."""

from collections.abc import Mapping
from typing import Any

from app.vocabulary import NoticeKind

WORDS: dict[NoticeKind, str] = {
    NoticeKind.REQUEST_RECEIVED: "您的事已收到，编号 {number}。",
    NoticeKind.REQUEST_MOVED: "编号 {number} 有新进展，请打开看看。",
    NoticeKind.REQUEST_REPLIED: "编号 {number} 有了回复，请打开看看。",
    NoticeKind.REQUEST_NEEDS_YOU: "编号 {number} 需要您补充一些情况。",
    NoticeKind.REQUEST_RESOLVED: "编号 {number} 已办好，请看看解决没有。",
    NoticeKind.REGISTRATION_MOVED: "您的登记有新进展，请打开看看。",
    NoticeKind.SECURITY_ALERT: "您的账号有新的登录，不是您本人请告诉工作人员。",
    NoticeKind.TASK_NEW: "有一件新的事要办。",
    NoticeKind.TASK_CHANGED: "手上的一件事有变化。",
    NoticeKind.TASK_DUE: "有一件事快到期了。",
    NoticeKind.TASK_OVERDUE: "有一件事到期还没办好。",
    NoticeKind.MESSAGE_FROM_HER: "当事人补充了情况。",
    NoticeKind.PROGRAM_PUNISHED: "微信平台对小程序作了处理，请马上登录小程序后台看原因和整改期限。",
    NoticeKind.OVERRIDE_USED: "编号 {number} 被负责人查看过，打开可以看原因。",
    NoticeKind.COURSE_NEWS: "您报名的事有新消息，请打开看看。",
    NoticeKind.SEAT_OFFERED: "您等的事有消息了，请在 {date} 前打开看看。",
    NoticeKind.LOAN_NEWS: "您办的事有新进展，请打开看看。",
    NoticeKind.COURSE_ASKS: "有一个小问题想问您，点一下就行。",
    NoticeKind.APPOINTMENT_SOON: "您约好的事快到时间了，请打开看看。",
    NoticeKind.DUTY_GAP: "值班表现在有 {number} 项没有人，请马上安排。",
    NoticeKind.RIGHTS_MOVED: "您提的申请有新进展，请打开看看。",
}
NO_NUMBER = "您有一条新消息，请打开看看。"


def render(kind: NoticeKind, facts: Mapping[str, Any], words: Mapping[NoticeKind, str] | None = None) -> str:
    """Put a notice into words, the county's own first; without its number or date it says only that there is news."""
    template = (words or {}).get(kind) or WORDS[kind]
    number, day = str(facts.get("number") or ""), str(facts.get("date") or "")
    if ("{number}" in template and not number) or ("{date}" in template and not day):
        return NO_NUMBER
    shown = f"{number[:4]} {number[4:8]} {number[8:]}".strip()
    return template.replace("{number}", shown).replace("{date}", day)
