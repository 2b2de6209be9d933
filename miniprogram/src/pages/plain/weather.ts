/** Neutral content that is always there: what the weather and the prices usually are in a month. No network, nothing of hers. */

export interface Month {
  low: number
  high: number
  sky: string
  work: string
}

/** Long-year averages of the valley, rounded; source and limits are told on the page: 常年平均，仅供参考. */
export const MONTHS: readonly Month[] = [
  { low: 5, high: 10, sky: '多云，有雾', work: '榨菜管护，给果树涂白' },
  { low: 7, high: 13, sky: '多云', work: '榨菜收砍，翻地备耕' },
  { low: 11, high: 18, sky: '晴间多云', work: '玉米育苗，茶叶开采' },
  { low: 15, high: 23, sky: '多云，有阵雨', work: '水稻育秧，红薯育苗' },
  { low: 19, high: 27, sky: '阵雨', work: '插秧，小麦油菜收割' },
  { low: 23, high: 30, sky: '雷阵雨', work: '田间管水，防病虫' },
  { low: 26, high: 35, sky: '晴热', work: '玉米掰收，注意防暑' },
  { low: 26, high: 35, sky: '晴热', work: '水稻收割，晒谷' },
  { low: 21, high: 29, sky: '多云，有阵雨', work: '榨菜播种，秋菜下地' },
  { low: 16, high: 22, sky: '阴，小雨', work: '油菜移栽，挖红薯' },
  { low: 12, high: 17, sky: '多云，有雾', work: '小麦播种，柑橘采收' },
  { low: 7, high: 12, sky: '阴', work: '柑橘贮藏，冬季修枝' },
]

export interface Price {
  name: string
  low: number
  high: number
}

/** 元/斤: the range these are usually sold at in a country market. */
export const PRICES: readonly Price[] = [
  { name: '白菜', low: 0.8, high: 1.6 },
  { name: '萝卜', low: 0.7, high: 1.5 },
  { name: '土豆', low: 1.2, high: 2.2 },
  { name: '红薯', low: 1.0, high: 2.0 },
  { name: '鸡蛋', low: 4.5, high: 6.5 },
  { name: '柑橘', low: 1.5, high: 3.5 },
]
