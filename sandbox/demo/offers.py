"""What the demo's invented providers offer: what it is called, its topic, what is said of it, who hosts an activity."""

from dataclasses import dataclass

from app.vocabulary import CourseKind, Topic

T = Topic


@dataclass(frozen=True)
class Offer:
    """One thing to learn or to do."""

    title: str
    topic: Topic
    summary: str
    host: str | None = None

    @property
    def kind(self) -> CourseKind:
        """What a department hosts is an activity."""
        return CourseKind.ACTIVITY if self.host else CourseKind.COURSE


PROVIDERS = (
    "巧手职业培训学校",
    "江畔家政培训中心",
    "山乡电商学堂",
    "豆香食品手艺社",
    "竹韵手工合作社",
    "暖阳养老护理学校",
    "田园农技服务队",
    "邻里文化志愿队",
)
OFFERS = (
    Offer("高级月嫂（母婴护理）培训", T.DOMESTIC_SERVICE, "学照顾产妇和新生儿，学完推荐上岗。"),
    Offer("家政服务员入门班", T.DOMESTIC_SERVICE, "从打扫、收纳到做家常菜，零基础也能学。"),
    Offer("育婴员周末班", T.DOMESTIC_SERVICE, "喂养、洗浴、早教游戏，手把手教。"),
    Offer("照护失能老人", T.ELDER_CARE, "翻身、喂饭、防摔倒，照顾自家老人也用得上。"),
    Offer("养老护理员上岗培训", T.ELDER_CARE, "理论半天、实操三天，考过发结业证书。"),
    Offer("电商直播带货班", T.E_COMMERCE, "一部手机开播，教您把自家的山货卖出去。"),
    Offer("手机拍短视频卖榨菜", T.E_COMMERCE, "拍摄、剪辑、写标题，学完就能发。"),
    Offer("做豆腐乳和咸菜", T.FOOD, "老师傅教做豆腐乳、腌菜，讲清卫生和包装。"),
    Offer("家庭榨菜腌制技术", T.FOOD, "选菜、脱水、拌料、装坛，一步一步来。"),
    Offer("包子馒头面点班", T.COOKING, "和面、发面、包馅，学会就能摆摊。"),
    Offer("乡村坝坝宴厨艺", T.COOKING, "九大碗怎么配、怎么做、怎么算账。"),
    Offer("花椒栽培和修剪", T.FARMING, "从栽苗到采摘，防病虫害，少用药。"),
    Offer("林下养鸡技术", T.FARMING, "选苗、防疫、喂养、销路，实地看养殖场。"),
    Offer("竹编手工班", T.CRAFTS, "编篮子、编灯罩，做好的由合作社收。"),
    Offer("刺绣入门", T.CRAFTS, "在家门口就能做的活，老师带样品来。"),
    Offer("农家乐接待礼仪", T.TOURISM, "迎客、点菜、客房整理，学会留住回头客。"),
    Offer("小店开张第一课", T.BUSINESS, "选址、进货、记账、办照，算清楚再开店。"),
    Offer("智能手机课堂", T.DIGITAL, "视频通话、挂号、交费、防诈骗，慢慢教。", "human_resources"),
    Offer("送技能下乡：果树冬剪", T.FARMING, "农技员到村里来，现场剪给您看。", "agriculture"),
    Offer("乡村旅游节志愿服务", T.TOURISM, "教大家接待客人，管午饭。", "culture_tourism"),
    Offer("坝坝舞大家跳", T.CULTURE, "不会也能跟着跳，带着孩子来也行。", "culture_tourism"),
    Offer("八段锦晨练", T.SPORTS, "简单好学，活动腰腿，每天半小时。", "sports"),
    Offer("妇女健康讲座", T.HEALTH, "医生讲常见病怎么防，现场答问。", "health"),
    Offer("家里的事，法律怎么说", T.LAW, "土地、婚姻、赡养，律师用大白话讲。", "justice"),
    Offer("隔代带娃小课堂", T.FAMILY, "爷爷奶奶带孩子，怎么管手机、怎么陪作业。", "womens_federation"),
)
