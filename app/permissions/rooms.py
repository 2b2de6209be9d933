"""Which rooms of the console a role may enter: whoever may do at least one thing there, by the table of grants."""

from app.permissions.table import GRANTS, Action
from app.vocabulary import Role, Room

# What opens a room; each names an action that one of the room's reads is gated with, which a test holds.
OPENED_BY: dict[Room, Action] = {
    Room.QUEUE: Action.QUEUE_READ,
    Room.CALLS: Action.CALL_LOG,
    Room.REGISTRATIONS: Action.LEDGER_READ,
    Room.DUPLICATES: Action.DUPLICATE_READ,
    Room.LEDGER_EXPORTS: Action.LEDGER_EXPORT,
    Room.CORRECTIONS: Action.RIGHTS_ANSWER,
    Room.SAVED_REPLIES: Action.SAVED_REPLY_WRITE,
    Room.VISITS: Action.VISIT_MAKE,
    Room.VILLAGE_CHARTERS: Action.VILLAGE_CHARTER_READ,
    Room.LEGAL_AID: Action.LEGAL_AID_READ,
    Room.COUNSELLING: Action.COUNSELLING_OFFER,
    Room.COUNSELLING_FIGURES: Action.COUNSELLING_COUNT,
    Room.QUESTIONS: Action.QUESTION_READ,
    Room.PUBLIC_ANSWERS: Action.PUBLIC_ANSWER_WRITE,
    Room.LOANS: Action.LOAN_WORK,
    Room.LOAN_TIPS: Action.LOAN_TIP_WORK,
    Room.COURSES: Action.COURSE_MANAGE,
    Room.REVIEWS: Action.REVIEW_READ,
    Room.FIGURES: Action.FIGURE_READ,
    Room.COVERAGE: Action.COVERAGE_READ,
    Room.VISIT_COVERAGE: Action.VISIT_COUNT,
    Room.PEOPLE: Action.STAFF_MANAGE,
    Room.OFFICES: Action.OFFICE_MANAGE,
    Room.CONTACTS: Action.CONTACT_MANAGE,
    Room.ROSTERS: Action.ROSTER_MANAGE,
    Room.COUNSELLORS: Action.COUNSELLOR_MANAGE,
    Room.LAWYERS: Action.LAWYER_MANAGE,
    Room.VERSIONS: Action.COUNTY_VERSION_MANAGE,
    Room.PROPOSALS: Action.PROPOSAL_DECIDE,
    Room.HOLDS: Action.HOLD_READ,
    Room.NOTICES: Action.NOTICE_READ,
    Room.DEVICES: Action.SESSION_MANAGE,
}
NAMES: dict[Room, str] = {
    Room.QUEUE: "求助",
    Room.CALLS: "电话登记",
    Room.REGISTRATIONS: "登记核对",
    Room.DUPLICATES: "疑似重复",
    Room.LEDGER_EXPORTS: "台账导出",
    Room.CORRECTIONS: "更正与删除",
    Room.SAVED_REPLIES: "常用回复",
    Room.VISITS: "走访",
    Room.VILLAGE_CHARTERS: "村规民约",
    Room.LEGAL_AID: "法律援助",
    Room.COUNSELLING: "心理服务",
    Room.COUNSELLING_FIGURES: "心理服务数字",
    Room.QUESTIONS: "匿名提问",
    Room.PUBLIC_ANSWERS: "公开问答",
    Room.LOANS: "创业贷款",
    Room.LOAN_TIPS: "中介举报",
    Room.COURSES: "课程和活动",
    Room.REVIEWS: "内容审核",
    Room.FIGURES: "数字",
    Room.COVERAGE: "服务空缺",
    Room.VISIT_COVERAGE: "走访覆盖",
    Room.PEOPLE: "工作人员",
    Room.OFFICES: "单位",
    Room.CONTACTS: "联系人",
    Room.ROSTERS: "保密名单和值班",
    Room.COUNSELLORS: "咨询师",
    Room.LAWYERS: "律师",
    Room.VERSIONS: "县里的设置",
    Room.PROPOSALS: "两人同意",
    Room.HOLDS: "保全",
    Room.NOTICES: "通知",
    Room.DEVICES: "我的设备",
}
ROLE_NAMES: dict[Role, str] = {
    Role.WOMAN: "本人",
    Role.VILLAGE_CADRE: "村干部",
    Role.TOWNSHIP_WORKER: "乡镇工作人员",
    Role.DEPARTMENT_HANDLER: "单位经办人",
    Role.DEPARTMENT_HEAD: "单位负责人",
    Role.COUNTY_DESK: "县统筹岗",
    Role.SOCIAL_WORKER: "社工",
    Role.CLOSED_CASE_OFFICER: "保密事项专人",
    Role.PROVIDER: "培训机构",
    Role.AUDITOR: "审计人员",
    Role.ADMIN: "管理员",
    Role.SYSTEM: "系统",
}


def rooms_of(role: Role) -> list[Room]:
    """List the rooms a role may enter, in the order of the menu."""
    return [room for room, action in OPENED_BY.items() if role in GRANTS[action]]


def actions_of(role: Role) -> list[Action]:
    """List what a role may do at all; whether this very thing is theirs is decided at its door."""
    return sorted(action for action, grants in GRANTS.items() if role in grants)
