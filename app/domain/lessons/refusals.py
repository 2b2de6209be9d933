"""What can be wrong with a lesson or its sound: each with its own sentence and stable code."""

from app.errors import Conflict, Invalid, NotAllowed, NotFound


class TooManyQuestions(Invalid):
    """More than three questions."""

    code, message = "too_many_questions", "一节课最多 3 个小问题，请留下最要紧的。"


class UnsafeLink(Invalid):
    """A link that is not plain https, or a script hidden in the words."""

    code, message = "unsafe_link", "链接只能用 https:// 开头的网址，请改过再存。"


class LessonTooLong(Invalid):
    """More words, or a longer sound, than eight minutes take."""

    code, message = "lesson_too_long", "这节课太长了，一节最多 8 分钟，请分成两节。"


class NotASound(Invalid):
    """A file that says it is a sound and is something else."""

    code, message = "not_a_sound", "这不是声音文件，请重新录一段，或换成 mp3、m4a、wav。"


class SoundNotReady(NotFound):
    """The sound is being made; the words are there."""

    code, message = "sound_not_ready", "声音还在准备，请先看文字，过几分钟再听。"


class SoundRefused(Conflict):
    """What was sent cannot be heard; the lesson cannot be handed in with it."""

    code, message = "sound_refused", "这节课的声音不能用，请重新传一段再送审。"


class SoundStillCleaning(Conflict):
    """What was sent has not been made anew yet."""

    code, message = "sound_still_cleaning", "声音还在检查，请过一分钟再送审。"


class OtherSound(Conflict):
    """She played a sound that has been replaced."""

    code, message = "other_sound", "这节课换了新的声音，请重新打开再听。"


class NothingWritten(Conflict):
    """There is no draft to hand in."""

    code, message = "nothing_to_submit", "没有要送审的内容。"


class LessonInReview(Conflict):
    """The text lies on the reviewer's desk."""

    code, message = "in_review", "正在审核，审完才能再改。"


class NotShown(Conflict):
    """Only what everybody sees can be taken down."""

    code, message = "not_shown", "这节课现在没有公开。"


class OwnLesson(NotAllowed):
    """Whoever wrote a lesson does not also pass it (two pairs of eyes)."""

    code, message = "own_lesson", "自己写的课要请另一位同志来审。"


class AskElsewhere(Invalid):
    """From a lesson one asks about bringing up children; other things have their own door."""

    code, message = "ask_elsewhere", "从微课堂里只能问带娃、教娃的事，别的事请从求助进去。"
