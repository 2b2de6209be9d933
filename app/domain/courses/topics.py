"""Topics by what they are called; plain words first, as people look for them (OFF-10)."""

from app.vocabulary import Topic

TOPICS: dict[Topic, str] = {
    Topic.DOMESTIC_SERVICE: "家政月嫂",
    Topic.ELDER_CARE: "照护老人",
    Topic.E_COMMERCE: "网上卖货",
    Topic.FOOD: "做食品",
    Topic.COOKING: "炒菜面点",
    Topic.FARMING: "种植养殖",
    Topic.CRAFTS: "手工非遗",
    Topic.TOURISM: "乡村旅游",
    Topic.BUSINESS: "开店创业",
    Topic.DIGITAL: "手机电脑",
    Topic.CULTURE: "唱歌跳舞",
    Topic.SPORTS: "健身运动",
    Topic.HEALTH: "身体健康",
    Topic.LAW: "学点法律",
    Topic.FAMILY: "带娃教育",
}
