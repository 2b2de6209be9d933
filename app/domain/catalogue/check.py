"""What must be true of a county's folder as a whole, each broken rule one sentence."""

import re
from collections import Counter
from collections.abc import Iterable

from app.domain.catalogue.bodies import bodies
from app.domain.catalogue.counselling import counselling, unsure_of_counselling
from app.domain.catalogue.coverage import coverage
from app.domain.catalogue.dangers import dangers
from app.domain.catalogue.dated import dated
from app.domain.catalogue.divisions import divisions
from app.domain.catalogue.faults import Fault, Texts, line_of, line_of_item
from app.domain.catalogue.figures import figures
from app.domain.catalogue.folder import Department, Folder, Service
from app.domain.catalogue.legal_aid import legal_aid
from app.domain.catalogue.loan_samples import samples
from app.domain.catalogue.loans import loan_warnings, loans
from app.domain.catalogue.venues import venues
from app.vocabulary import BodyKind, LeadSource, Level, OutsideState

LONGEST_NAME = 8
HOLDS_TASKS = frozenset({BodyKind.DEPARTMENT, BodyKind.DESK})
# A notice is read by whoever holds the telephone: these words would tell them what it is about (NTF-03).
REVEALING = (
    "家暴", "暴力", "打人", "打骂", "侵害", "性侵", "骚扰", "贷款", "借钱", "还款", "心理", "抑郁", "自杀", "自伤",
    "法律", "律师", "官司", "离婚", "起诉", "派出所", "报警", "公安", "司法", "法院", "妇联", "民政", "医院", "体检",
    "两癌", "怀孕", "残疾", "低保", "救助", "补助", "土地", "孩子", "丈夫", "婆婆", "求助", "投诉", "举报",
)  # fmt: skip
PLACEHOLDERS = ("{number}", "{date}")
TEMPLATE_KEY = re.compile(r"[a-z_]{4,20}[0-9]{1,2}")


def check(folder: Folder, texts: Texts) -> tuple[list[Fault], list[str]]:
    """Check the whole folder; give its faults, and warnings that do not keep it from being loaded."""
    faults = [
        *_twice(folder, texts),
        *_services(folder, texts),
        *bodies(folder, texts),
        *coverage(folder, texts),
        *dated(folder, texts),
        *divisions(folder),
        *_sentences(folder, texts),
        *venues(folder, texts),
        *_telling(folder, texts),
        *legal_aid(folder, texts),
        *loans(folder, texts),
        *samples(folder, texts),
        *_outside(folder, texts),
        *counselling(folder, texts),
        *dangers(folder, texts),
        *figures(folder, texts),
    ]
    return faults, _warnings(folder)


def _twice(folder: Folder, texts: Texts) -> Iterable[Fault]:
    lists = (
        ("services", "services.toml", "服务代码", "code", [one.code for one in folder.services]),
        ("services", "services.toml", "服务名称", "name", [one.name for one in folder.services]),
        ("departments", "departments.toml", "单位代码", "code", [one.code for one in folder.departments]),
        ("hotlines", "county.toml", "热线代码", "code", [one.code for one in folder.hotlines]),
        ("facilities", "county.toml", "场地代码", "code", [one.code for one in folder.facilities]),
        ("retentions", "county.toml", "保存期限代码", "code", [one.code for one in folder.retentions]),
        ("not_software", "services.toml", "软件不办的措施", "measure", [one.measure for one in folder.not_software]),
    )
    for header, file, what, key, words in lists:
        for word, count in Counter(words).items():
            if count > 1:
                again = words.index(word, words.index(word) + 1)
                line = line_of_item(texts[file], header, again, key)
                yield Fault(file, line, f"{what} {word} 出现了 {count} 次。")


def _services(folder: Folder, texts: Texts) -> Iterable[Fault]:
    for nth, service in enumerate(folder.services):
        for key, sentence in (*_words_of(service), *_duties_of(service, folder), *_named_in(service, folder)):
            line = line_of_item(texts["services.toml"], "services", nth, key)
            yield Fault("services.toml", line, f"{service.code}：{sentence}")


def _words_of(service: Service) -> Iterable[tuple[str, str]]:
    """Give what is wrong with the words and clocks of a service, with the key it stands at."""
    if len(service.name) > LONGEST_NAME:
        yield "name", f"名称“{service.name}”超过 {LONGEST_NAME} 个字。"
    for key, clock in (("first_reply", service.first_reply), ("finish", service.finish)):
        if (clock.kind is None) == (clock.occasion is None) or (clock.kind is None) != (clock.amount is None):
            yield key, "时限要么写种类和数量，要么写场合。"
    if service.level is Level.CLOSED and service.township_role:
        yield "township_role", "保密的事不派给乡镇，乡镇分工要空着。"


def _duties_of(service: Service, folder: Folder) -> Iterable[tuple[str, str]]:
    """Give what is wrong with who does it."""
    known = {one.code: one for one in folder.departments}
    if not service.lead and service.lead_source is LeadSource.POLICY:
        yield "lead", "没有牵头单位；文件没写牵头的，请写建议单位并标 proposed。"
    named = (("lead", service.lead), ("first_handler", service.first_handler))
    both = (*named, *(("co", code) for code in service.co), *(("never", code) for code in service.never))
    yield from ((key, f"没有单位 {code}。") for key, code in both if code and code not in known)
    for key, code in named:
        if code in known and known[code].kind not in HOLDS_TASKS:
            yield key, f"{known[code].name}只是集体称呼或外单位，不能牵头、不能首办。"
    for code in service.co:
        if code in known and known[code].kind is BodyKind.EXTERNAL:
            yield "co", f"{known[code].name}是外单位，县里谈妥以前不给件。"
    leads = {clause.lead for clause in folder.clauses if clause.number in service.clauses}
    if service.lead in known and service.lead_source is LeadSource.POLICY and service.lead not in leads:
        yield "lead_source", f"文件没有写{known[service.lead].name}牵头，请标 proposed。"


def _named_in(service: Service, folder: Folder) -> Iterable[tuple[str, str]]:
    """Give clauses, measures and hotlines a service names that are not there, or not together."""
    clauses = {one.number for one in folder.clauses}
    clause_of = {one.code: one.clause for one in folder.measures}
    numbers = {one.code for one in folder.hotlines}
    yield from (("clauses", f"文件没有第 {number} 条。") for number in service.clauses if number not in clauses)
    for code in service.measures:
        if code not in clause_of:
            yield "measures", f"文件没有措施 {code}。"
        elif clause_of[code] not in service.clauses:
            yield "clauses", f"措施 {code} 属于第 {clause_of[code]} 条，条款里没有写。"
    yield from (("hotlines", f"没有热线 {code}。") for code in service.hotlines if code not in numbers)
    for topic in service.topics:
        if not any(one.emergency and topic in one.topics for one in folder.hotlines):
            yield "topics", f"{topic} 这类急事没有紧急电话，请在 county.toml 里写上。"


def _sentences(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """Find notices that could carry more than a number and a date."""
    for kind, sentence in folder.notices.items():
        left = sentence
        for placeholder in PLACEHOLDERS:
            left = left.replace(placeholder, "")
        if "{" in left or "}" in left:
            line = line_of(texts["messages.toml"], f"{kind} =")
            yield Fault("messages.toml", line, f"{kind}：通知里只能用 {{number}} 和 {{date}}。")
    for nth, template in enumerate(folder.wechat_templates):
        for key, words in template.fields.items():
            left = words.replace("{number}", "").replace("{date}", "")
            if not TEMPLATE_KEY.fullmatch(key) or "{" in left or "}" in left:
                line = line_of_item(texts["messages.toml"], "wechat_templates", nth, "id")
                yield Fault(
                    "messages.toml", line, f"模板 {template.title} 的 {key}：写法不对，只能用固定的话、编号和日期。"
                )


def revealed(folder: Folder, sentence: str) -> list[str]:
    """List what a sentence gives away: a service, an office, or a word that says what it is about."""
    offices = [name for one in folder.departments for name in (one.name, one.short) if name]
    services = [name for one in folder.services for name in (one.name, one.official_name) if name]
    return [word for word in dict.fromkeys((*REVEALING, *services, *offices)) if word in sentence]


def _telling(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """Find notices and templates that would tell a husband at a glance."""
    for kind, sentence in folder.notices.items():
        for word in revealed(folder, sentence):
            line = line_of(texts["messages.toml"], f"{kind} =")
            yield Fault("messages.toml", line, f"{kind}：通知里不能出现“{word}”，别人看见就知道是什么事。")
    for nth, template in enumerate(folder.wechat_templates):
        for word in (word for words in (template.title, *template.fields.values()) for word in revealed(folder, words)):
            line = line_of_item(texts["messages.toml"], "wechat_templates", nth, "id")
            yield Fault("messages.toml", line, f"模板 {template.title}：不能出现“{word}”。")


def _outside(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """Find outside bodies named twice, whose words lead nowhere, or that class a service there is not."""
    services, seen = {one.code for one in folder.services}, set[str]()
    for nth, body in enumerate(folder.outside_bodies):
        wrong = [f"没有服务 {code}。" for code in body.classes if code not in services]
        wrong += [f"外单位 {body.code} 出现了两次。"] if body.code in seen else []
        ends = {OutsideState.ANSWERED, OutsideState.REFUSED} & set(body.states_in.values())
        strange = set(body.states_in.values()) - {OutsideState.WORKING, OutsideState.ANSWERED, OutsideState.REFUSED}
        wrong += [] if ends and not strange else ["states_in 只能对到 working、answered、refused，至少要有一个是答复。"]
        seen.add(body.code)
        line = line_of_item(texts["county.toml"], "outside_bodies", nth, "code")
        yield from (Fault("county.toml", line, f"{body.name}：{sentence}") for sentence in wrong)


def _warnings(folder: Folder) -> list[str]:
    unsure = [one for one in folder.services if not one.confirmed_by]
    return [
        *(
            f"{one.code} {one.name}：牵头单位待县里确认（建议 {_name(folder, one.lead)}）。"
            for one in unsure
            if one.lead_source is LeadSource.PROPOSED
        ),
        *(
            f"{one.code} {one.name}：首办单位待县里确认（建议 {_name(folder, one.first_handler)}）。"
            for one in unsure
            if one.first_handler
        ),
        *(f"热线 {one.number} {one.name}：能不能用待县里确认。" for one in folder.hotlines if one.confirmed_on is None),
        *(f"{one.name}（{one.value}{one.unit}）：数字待县里确认。" for one in folder.facts if not one.confirmed_by),
        *(f"法律援助理由“{one.name}”：待县里确认。" for one in folder.aid_grounds if not one.confirmed_by),
        *unsure_of_counselling(folder),
        *loan_warnings(folder),
        f"{folder.work_days.known_until} 年以后的调休还没有公布，按周一到周五算工作日。",
    ]


def _name(folder: Folder, code: str) -> str:
    found: Department | None = next((one for one in folder.departments if one.code == code), None)
    return found.name if found else "待定"
