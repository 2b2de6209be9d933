"""Invented names and numbers; none of them belongs to anybody."""

from random import Random

FAMILIES = "王李张刘陈杨黄赵周吴徐孙马朱胡林何高罗郑"
GIVEN = "秀芳桂英玉兰淑珍春梅红霞小燕翠萍永芬世琼光碧正群"
TELLINGS = (
    "家里老人病了，钱不够用。",
    "想学点手艺，在家门口挣钱。",
    "地被邻居占了一块，说不清楚。",
    "孩子不肯上学，我不知道怎么说他。",
    "他在外面半年没有寄钱回来。",
    "想开个小店，不知道怎么起步。",
    "腿脚不好，想要一个轮椅。",
    "想问问这件事该找谁。",
)
REPLIES = ("您好，我们收到了，明天给您打电话。", "材料看过了，可以办。", "已经联系了村里，后天有人上门。")


def person(random: Random) -> str:
    """Make up a name."""
    return random.choice(FAMILIES) + "".join(random.sample(GIVEN, 2))


def phone(number: int) -> str:
    """Give the n-th invented number, in a range no operator gives out to people."""
    return f"1990000{number:04d}" if number < 10_000 else f"199{number:08d}"  # noqa: PLR2004  four digits are left
