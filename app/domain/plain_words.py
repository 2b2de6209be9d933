"""How plainly a text speaks to a woman who hears it read aloud: a score one can check by counting, and what to change.

Three things are counted, each named beside its cost: characters outside the 3,755 most common ones (level one of
GB/T 2312), sentences longer than a breath, and words of the office that have a plain twin. A long text costs too.
"""

import re
from dataclasses import dataclass

BEST = 100
PLAIN_FROM, FAIR_FROM = 80, 60
BREATH = 25
LONGEST = 160
COST_OF_SENTENCE, COST_OF_WORD, COST_OF_LENGTH = 10, 6, 10
COST_OF_RARE = 5
LEVEL_ONE = range(0xB0, 0xD8)
STOPS = re.compile(r"[。！？；\n!?;]+")
HAN = re.compile(r"[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"【[^【】]{1,12}】")
# Words of the office, and what people say.
OFFICIAL: dict[str, str] = {
    "予以": "给",
    "贵户": "您家",
    "兹": "现在",
    "鉴于": "因为",
    "逾期": "过期",
    "届时": "到时候",
    "上述": "上面说的",
    "依据": "按照",
    "相关规定": "规定",
    "受理": "收下来办",
    "出具": "开",
    "提交": "交",
    "告知": "告诉",
    "知悉": "知道",
    "如需": "要是需要",
    "是否": "是不是",
    "核实": "核对",
    "给予": "给",
    "申领": "申请领",
    "户籍": "户口",
    "携带": "带上",
    "及时": "早一点",
    "尽快": "早一点",
    "方可": "才能",
    "应当": "要",
    "即日起": "从今天起",
    "事宜": "事情",
    "办结": "办好",
    "反馈": "回话",
    "对接": "联系",
    "协调": "商量",
    "落实": "办好",
    "诉求": "要求",
}


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to change: what kind, the words it is about, and what to say instead."""

    kind: str
    words: str
    instead: str


@dataclass(frozen=True, slots=True)
class Score:
    """From 0 to 100, in one word, with what cost points."""

    score: int
    verdict: str
    advice: tuple[Advice, ...]


def score(text: str) -> Score:
    """Score a text; placeholders count as nothing."""
    said = PLACEHOLDER.sub("", text)
    advice = (*_rare(said), *_long_sentences(said), *_official(said), *_length(said))
    costs = {"rare": COST_OF_RARE, "sentence": COST_OF_SENTENCE, "word": COST_OF_WORD, "length": COST_OF_LENGTH}
    points = max(0, BEST - sum(costs[one.kind] for one in advice))
    verdict = "好懂" if points >= PLAIN_FROM else "还行" if points >= FAIR_FROM else "难懂"
    return Score(points, verdict, advice)


def is_common(character: str) -> bool:
    """Say whether a character is among the most common; what is no Chinese character is."""
    if not HAN.fullmatch(character):
        return True
    try:
        return character.encode("gb2312")[0] in LEVEL_ONE
    except UnicodeEncodeError:
        return False


def _rare(text: str) -> list[Advice]:
    rare = dict.fromkeys(one for one in text if not is_common(one))
    return [Advice("rare", one, "换一个常见的字") for one in rare]


def _long_sentences(text: str) -> list[Advice]:
    sentences = (one.strip() for one in STOPS.split(text))
    return [Advice("sentence", one, f"分成两句，每句不超过{BREATH}个字") for one in sentences if len(one) > BREATH]


def _official(text: str) -> list[Advice]:
    return [Advice("word", word, plain) for word, plain in OFFICIAL.items() if word in text]


def _length(text: str) -> list[Advice]:
    return [Advice("length", f"{len(text)}个字", f"不超过{LONGEST}个字，一次听得完")] if len(text) > LONGEST else []
