import { pairs } from '@/parts/forms'

export const TOPICS = pairs([
  ['domestic_service', '家政月嫂'],
  ['elder_care', '养老护理'],
  ['e_commerce', '电商直播'],
  ['food', '豆腐乳等食品'],
  ['cooking', '厨艺'],
  ['farming', '种养'],
  ['crafts', '手工'],
  ['tourism', '乡村旅游'],
  ['business', '做生意'],
  ['digital', '用手机'],
  ['culture', '文艺'],
  ['sports', '锻炼'],
  ['health', '健康'],
  ['law', '法律'],
  ['family', '家庭教育'],
])

export const KINDS = pairs([
  ['course', '课程'],
  ['activity', '活动'],
])
