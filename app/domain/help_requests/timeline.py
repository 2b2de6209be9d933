"""Her time line: one plain sentence per event, fit to be read aloud; internal lines have none (REQ-14)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from app.clock import COUNTY_ZONE
from app.vocabulary import AidStep, AlarmKind, ClimbTo, InstrumentStep, RequestState, Step

STATES: dict[RequestState, str] = {
    RequestState.SUBMITTED: "已收到，等单位接手",
    RequestState.TRIAGE: "已收到，县里正在看该由谁来办",
    RequestState.ACCEPTED: "已接手",
    RequestState.WORKING: "正在办",
    RequestState.WAITING: "等您补充",
    RequestState.RETURNED: "正在转给该办的单位",
    RequestState.RULING: "县里正在定由谁来办",
    RequestState.REFERRED_OUT: "已请外面的单位一起办",
    RequestState.RESOLVED: "办好了，等您确认",
    RequestState.REJECTED: "没有受理，可以请别人再看一次",
    RequestState.REVIEW: "换了人正在重新看",
    RequestState.CLOSED: "已结束",
    RequestState.REOPENED: "已重新打开，等单位接手",
    RequestState.WITHDRAWN: "您已停止办理",
}

LINES: dict[Step, str] = {
    Step.SUBMIT: "您的事我们收到了，先送到{lead}。",
    Step.CLASSIFY: "县里看过了，送到{lead}来办。",
    Step.ACCEPT: "{office}接手了。",
    Step.START: "{office}开始办了。",
    Step.RETURN: "{from}说这件事不归他们办，您不用重新说，也不用重新等。",
    Step.PASS_ON: "现在送到{to}。",
    Step.RULE: "县里定了：由{to}来办。",
    Step.TRANSFER: "{from}把这件事交给{to}接着办。",
    Step.ASSIGN: "{office}安排了人来办。",
    Step.REFER: "{office}请{to}一起帮忙。",
    Step.ACCEPT_REFERRAL: "{office}答应一起办。",
    Step.ASK: "{office}请您补充一些情况，补充前不算时间。",
    Step.REPLY: "{office}回了您的话。",
    Step.FINISH_PART: "{office}把自己那部分办好了。",
    Step.EXCUSE_PART: "{target}这部分不需要了。",
    Step.OUTSIDE_ANSWER: "外面的单位有了答复，{office}接着办。",
    Step.RESOLVE: "{office}说办好了，请您看看解决没有。",
    Step.DECIDE_REVIEW: "重新看过了，请看答复。",
    Step.GRANT_EXTENSION: "需要多一些时间，最晚到{until}。",
    Step.OVERRIDE: "{office}的负责人因工作需要看了这件事，三小时后就看不到了。",
    Step.URGE: "催了一次。",
    Step.HAND_OVER: "{target}换了人接着办，时间照旧算。",
    Step.MESSAGE: "您补充了情况。",
    Step.CONFIRM: "您确认办好了。",
    Step.CLOSE_UNANSWERED: "七天没有回音，自动结束了。没解决的话，三十天内都可以重新打开。",
    Step.REOPEN: "您说还没有解决，送回{lead}接着办。",
    Step.REVIEW: "您请别人再看一次。",
    Step.WITHDRAW: "您停止了办理。",
    Step.RESUBMIT: "您又提交了这件事。",
    Step.RATE: "您评价过了。",
}
PAPERS_OVERDUE = "papers_overdue"
AID_LINES: dict[str, str] = {
    AidStep.APPLY: "法律援助申请收到了，最晚{day}决定。",
    AidStep.TELL_PAPERS: "缺哪些材料一次告诉您了，请看留言；这件事照常办，不等材料。",
    AidStep.SUPPLY_PAPERS: "您说材料补来了。",
    AidStep.TAKE_PAPERS: "材料收齐了，不会再要别的材料。",
    AidStep.AID_FIRST: "情况紧急，先给您援助，手续后补；最晚{day}派律师。",
    AidStep.GRANT: "同意给您法律援助，最晚{day}派律师。",
    AidStep.REFUSE: "法律援助没有同意，书面理由和别的办法请看留言；不服可以请别人再看。",
    AidStep.OBJECT: "您不服决定，最晚{day}由另一个人重新看。",
    AidStep.DECIDE_OBJECTION: "另一个人重新看过了，请看留言。",
    AidStep.ASSIGN_LAWYER: "律师定下来了，请打开看是谁。律师不收一分钱。",
    AidStep.MEET: "律师和您见过面了。",
    AidStep.FILE: "律师把材料递上去了。",
    AidStep.HEAR: "开庭（庭审）的时间记下来了，请打开看。",
    AidStep.CONCLUDE: "法律援助办完了，结果请看留言。",
    AidStep.WITHDRAW: "您撤回了法律援助申请。",
    InstrumentStep.WARN: "公安出具了告诫书，派出所和村里会来查访。",
    InstrumentStep.VISITED: "查访记下来了。",
    InstrumentStep.APPLY_ORDER: "向法院申请了人身安全保护令，法院最晚{day}决定。",
    InstrumentStep.DECIDE_ORDER: "法院对人身安全保护令有了决定，请打开看。",
    InstrumentStep.EXTEND_ORDER: "人身安全保护令延长到{day}。",
    InstrumentStep.END_ORDER: "人身安全保护令撤销了，请打开看。",
    InstrumentStep.REPORT: "依法向有关部门作了报告。",
    InstrumentStep.RECEIPT: "报告收到了回执。",
    InstrumentStep.LAND: "土地纠纷记下来了，先协商；仲裁不收一分钱。",
    InstrumentStep.NEGOTIATED: "协商的结果记下来了，请打开看。",
    InstrumentStep.MEDIATED: "调解的结果记下来了，请打开看。",
    InstrumentStep.ARBITRATE: "仲裁受理了，最晚{day}裁决；不收一分钱。",
    InstrumentStep.ARBITRATE_LONGER: "仲裁延长了，最晚{day}裁决。",
    InstrumentStep.AWARD: "裁决出来了；不服的，最晚{day}向法院起诉。",
    InstrumentStep.SUE: "这件事到法院了。",
    InstrumentStep.END_LAND: "土地纠纷结束了，请打开看。",
    InstrumentStep.ASK_MEDIATION: "您提出了调解，随时可以停。",
    InstrumentStep.START_MEDIATION: "调解开始了，您随时可以停。",
    InstrumentStep.STOP_MEDIATION: "您停止了调解。",
    AlarmKind.ORDER_ENDS_FIRST: "人身安全保护令快到期了；还需要的，在到期前请法院延长。",
    AlarmKind.ORDER_ENDS_LAST: "人身安全保护令这几天就到期；还需要的，马上请法院延长。",
    AlarmKind.SUE_BY: "起诉的三十天快满了；不服裁决的，赶紧向法院起诉。",
    AlarmKind.LIMITATION: "申请土地仲裁的两年快满了，赶紧申请，口头说也行。",
    AidStep.LAPSE: "提醒过两次，到期没有补来材料，援助申请按撤回处理；您的求助照常办，随时可以再申请。",
}
CALLS: dict[ClimbTo, str] = {
    ClimbTo.SECOND: "电话还没有打通，已请第二位专人接着联系您。",
    ClimbTo.SUPERVISOR: "电话还没有打通，已请督导的人接着联系您。",
    ClimbTo.OFFICER: "电话还没有打通，已请县里的专人接着联系您。",
}
COUNSELLING: dict[str, str] = {
    "booked": "您约好了一次谈心。",
    "call_back": "您请我们给您回电话。",
    "cancelled": "您取消了一次约好的时间。",
    "counsellor_gone": "您的辅导人不在这里了，约好的时间取消了，请另选一位。",
    "held": "谈了一次。",
    "missed": "约好的一次没有谈成，可以再约。",
    "changed": "您换了辅导人，请另选一个时间。",
    "plan": "计划写好了，打开就能看。",
    "mood_check": "您发来了心情自测。",
    "danger": "您可能有危险，已请受过训练的人给您打电话。",
    "hand_over_asked": "辅导人想请另一位接着陪您，等您答应。",
    "hand_over_agreed": "您答应了换一位接着陪您。",
    "hand_over_refused": "您没有答应换人，还是原来的辅导人。",
    "attempt_her": "给您打过电话，说上话了。",
    "attempt_unsafe": "给您打过电话，您不方便，没有多说。",
    "attempt_another": "给您打过电话，不是您接的，没有说是什么事。",
    "attempt_nobody": "给您打过电话，没有打通。",
}
Name = Callable[[str | None], str]


def line_of(step: Step, facts: Mapping[str, Any], office: str | None, lead: str, name: Name) -> str:
    """Put an event into one plain sentence. `name` gives an office's own name."""
    if step is Step.APPROVE:
        refused = facts.get("proposed") == Step.REJECT.value
        return "这件事没有受理，原因和别的办法请看答复。" if refused else "办好了，请您看看解决没有。"
    outside = (step is Step.REFER and facts.get("outside")) or (step is Step.OUTSIDE_ANSWER and facts.get("timed_out"))
    if outside:
        return _outside_line(step, name(office), name(lead))
    if step is Step.CLIMB:
        return climb_line(facts, name)
    if step is Step.AID or facts.get("counselling"):
        return _craft_line(facts)
    if step is Step.RESOLVE and facts.get("reason") == PAPERS_OVERDUE:
        return "提醒过两次，到期没有补来材料，援助申请按撤回处理。材料齐了，三十天内可以重新打开。"
    words = {
        "office": name(office),
        "lead": name(facts.get("lead") or lead),
        "from": name(facts.get("from")),
        "to": name(facts.get("to")),
        "target": name(facts.get("office")),
        "until": _day(facts.get("until")),
    }
    return LINES.get(step, "有了新的进展。").format(**words)


def _craft_line(facts: Mapping[str, Any]) -> str:
    """Say what happened in legal aid or counselling."""
    if facts.get("counselling"):
        return COUNSELLING.get(str(facts["counselling"]), "谈心有了新的进展。")
    return AID_LINES.get(str(facts.get("aid")), "有了新的进展。").format(day=_day(facts.get("day")))


def _outside_line(step: Step, office: str, lead: str) -> str:
    """Say that somebody outside was asked, or that they kept silent."""
    return f"{office}请外面的单位一起办。" if step is Step.REFER else f"外面的单位到期没有答复，{lead}接着办。"


CLIMBS: dict[ClimbTo, str] = {
    ClimbTo.OWNER: "时间快到了，已提醒办这件事的人。",
    ClimbTo.TOWNSHIP: "到期还没办好，已报给{office}催办。",
    ClimbTo.HEAD: "还没办好，已报给{office}的负责人。",
    ClimbTo.COUNTY: "还没办好，已报到{office}督办。",
    ClimbTo.SECOND: "到期还没办好，已请第二位专人接着盯。",
    ClimbTo.SUPERVISOR: "还没办好，已报给督导的人。",
    ClimbTo.OFFICER: "还没办好，已报给县里的专人。",
}


def climb_line(facts: Mapping[str, Any], name: Name) -> str:
    """Say whom a late request was reported to; she sees every rung (REQ-06)."""
    if facts.get("crisis"):
        return CALLS[ClimbTo(facts["to"])]
    return CLIMBS[ClimbTo(facts["to"])].format(office=name(facts.get("office")))


def _day(until: object) -> str:
    if not isinstance(until, str):
        return ""
    local = datetime.fromisoformat(until).astimezone(COUNTY_ZONE)
    return f"{local.month}月{local.day}日"
