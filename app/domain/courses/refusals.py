"""What can be wrong with a course, a place or a list: each with its own sentence and stable code."""

from app.errors import AppError, Kind


class SessionEndsBeforeStart(AppError):
    """A session that ends before it starts."""

    code, message = "session_ends_before_start", "有一节课的结束时间早于开始时间，请改一下。"


class SessionInThePast(AppError):
    """A new session that has begun already."""

    code, message = "session_in_the_past", "有一节课的时间已经过了，请改成以后的时间。"


class SessionTooLong(AppError):
    """A session nobody could sit through."""

    code, message = "session_too_long", "一节课最长十二小时，请分成几节写。"


class SessionTooFar(AppError):
    """A date nobody plans for."""

    code, message = "session_too_far", "时间太远了，请写两年以内的日期。"


class SessionsOverlap(AppError):
    """Two sessions at the same time."""

    code, message = "sessions_overlap", "有两节课的时间撞在一起了，请错开。"


class SessionAlreadyBegun(AppError):
    """A session that has begun is what it was."""

    code, message = "session_already_begun", "已经上过的课不能再改时间，只能改后面的。"


class SeatsBelowEnrolled(AppError):
    """Fewer seats than are taken."""

    code, message = "seats_below_enrolled", "名额不能少于已经报上名的人数。"


class PlaceUnknown(AppError):
    """No such township in this county."""

    code, message = "place_unknown", "本县没有这个乡镇，请重新选择。"


class VillageElsewhere(AppError):
    """The village lies under another township."""

    code, message = "village_of_another_township", "这个村不在所选的乡镇，请重新选择。"


class HostUnknown(AppError):
    """No such office in this county."""

    code, message = "host_unknown", "本县没有这个主办单位，请重新选择。"


class HostMissing(AppError):
    """An activity without the department that hosts it (CRS-07)."""

    code, message = "host_missing", "活动要写明由哪个单位主办。"


class FacilityUnknown(AppError):
    """No such venue, or one in another township."""

    code, message = "facility_unknown", "没有这个场地，或者它不在所选的乡镇。"


class ChildcareNotSaid(AppError):
    """Nothing is published that does not say whether children are looked after."""

    code, message = "childcare_not_said", "请写明有没有人帮看孩子，写了才能送审。"


class TransportNotSaid(AppError):
    """Nothing is published that does not say how to get there."""

    code, message = "transport_not_said", "请写明有没有车接送，写了才能送审。"


class CheckWaiting(AppError):
    """The machine has not looked at the text yet; a person's word comes after it."""

    kind, code, message = Kind.CONFLICT, "check_waiting", "文字还在自动检查，请过一会儿再点通过。"


class TextRisky(AppError):
    """Words nobody may publish."""

    kind, code, message = Kind.CONFLICT, "text_risky", "自动检查发现不能公开的词，请退回机构改。"


class ProviderShutOut(AppError):
    """Nothing of a provider that was shut out is published."""

    kind, code, message = Kind.CONFLICT, "provider_shut_out", "这家机构已经停用，它的内容不能再发布，请退回。"


class InReview(AppError):
    """The text lies on the reviewer's desk."""

    kind, code, message = Kind.CONFLICT, "in_review", "正在审核，审完才能再改。"


class NothingToSubmit(AppError):
    """There is no draft."""

    kind, code, message = Kind.CONFLICT, "nothing_to_submit", "没有要送审的内容。"


class CourseOver(AppError):
    """Finished or cancelled."""

    kind, code, message = Kind.CONFLICT, "course_over", "这门课已经结束或取消了。"


class CourseBegun(AppError):
    """Nobody enrols once the first session has begun."""

    kind, code, message = Kind.CONFLICT, "course_begun", "已经开课了，不能再报名，请看看别的。"


class NotEnrolled(AppError):
    """She has no place, or none any more."""

    kind, code, message = Kind.CONFLICT, "not_enrolled", "没有报上名，不能这样操作。"


class OfferOver(AppError):
    """The seat was held for her and has gone to the next."""

    kind, code, message = Kind.CONFLICT, "offer_over", "留给您的位子过了时间，已经给了下一位。可以重新排队。"


class QrOver(AppError):
    """A code too old, or not ours."""

    code, message = "qr_over", "这个码不对或过期了，请重新扫老师手上的码。"


class NotSessionTime(AppError):
    """Attendance belongs to the hours of its session."""

    code, message = "not_session_time", "现在不是这节课的时间。"


class NoSuchSession(AppError):
    """The course has no such session."""

    code, message = "no_such_session", "没有这一节课。"


class NobodySuch(AppError):
    """A list with somebody who is not enrolled; nothing of it is taken."""

    code, message = "not_on_the_list", "名单里有人没有报上名，请核对后整份再交。"


class NotAsked(AppError):
    """Her answer came before the question."""

    kind, code, message = Kind.CONFLICT, "not_asked", "现在还没有要回答的问题。"


class NothingToSearch(AppError):
    """Only spaces or signs were typed."""

    code, message = "nothing_to_search", "请写要找什么，比如“月嫂”“电商”。"
