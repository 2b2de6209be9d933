"""What can stand in the way of an appointment: each has a code and one sentence she or the counsellor can act on."""

from app.errors import Conflict, Invalid


class SlotPast(Conflict):
    """The time has begun or is over."""

    code, message = "slot_past", "这个时间已经过了，请另选一个。"


class SlotTaken(Conflict):
    """Somebody was faster."""

    code, message = "slot_taken", "这个时间已经约出去了，请另选一个。"


class SlotsOverlap(Conflict):
    """A counsellor cannot be in two places."""

    code, message = "slots_overlap", "这段时间和您已放出的时间重叠了，请改一下。"


class BookedThen(Conflict):
    """She has another appointment at that time."""

    code, message = "booked_then", "这个时间您已经约了别的，请先取消那一次。"


class NotQualified(Conflict):
    """No live, checked qualification on that day, of the counsellor or of their agency."""

    code, message = "not_qualified", "这位辅导人那天没有核对过的有效资格，不能预约。"


class OutsideHerHours(Conflict):
    """A telephone would ring outside the hours she gave."""

    code, message = "outside_her_hours", "这个时间不在您说的方便时间里，请改时间，或先改“怎么联系我”。"


class ContactPaused(Conflict):
    """She stopped every contact herself."""

    code, message = "contact_paused", "您暂停了联系，电话打不了。要约电话，请先在“怎么联系我”里恢复。"


class WindowPast(Conflict):
    """The hours asked for are over."""

    code, message = "window_past", "这段时间已经过了，请改晚一点。"


class ReasonNeeded(Invalid):
    """The first change of counsellor is free, the next ones say why."""

    code, message = "reason_needed", "已经换过一次了，再换请说一句为什么，我们好给您找合适的人。"


class NoCounsellor(Conflict):
    """Nobody accompanies her yet."""

    code, message = "no_counsellor", "还没有辅导人，先约一个时间就有了。"


class NotCounselling(Conflict):
    """The request is about something else, or it is over."""

    code, message = "not_counselling", "这件事不是谈心，或者已经结束了，请重新说一件。"


class QuestionsChanged(Conflict):
    """The questions on the telephone are not the ones in force."""

    code, message = "questions_changed", "题目更新了，请再看一遍新的题目，答案不用重新想。"


class NotOver(Conflict):
    """What has not begun cannot have been held."""

    code, message = "not_begun", "约好的时间还没到，不能记成谈过了。"


class SameCounsellor(Conflict):
    """A hand-over goes to somebody else who may take it."""

    code, message = "cannot_go_on", "不能交给这位辅导人，请另选一位。"
