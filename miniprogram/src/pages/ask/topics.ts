import type { components } from '@/api/schema'

export type Service = components['schemas']['ServiceCard']

/** What may happen to a woman, in eight pictures; a service of any county finds its picture by the first part of its code. */
const BY_CODE: Record<string, Topic> = {
  'law.dv': 'safe',
  'law.crime': 'safe',
  'girl.clue': 'safe',
  'care.act': 'life',
  'care.sport': 'life',
}
const BY_AREA: Record<string, Topic> = {
  aid: 'money',
  elder: 'money',
  charity: 'money',
  health: 'body',
  dis: 'body',
  care: 'heart',
  law: 'law',
  job: 'earn',
  biz: 'earn',
  self: 'earn',
  fam: 'child',
}

export const TOPICS = ['money', 'body', 'heart', 'safe', 'law', 'earn', 'child', 'life'] as const
export type Topic = (typeof TOPICS)[number]
export const TOPIC_ICONS: Record<Topic, string> = {
  money: 'rice',
  body: 'heart',
  heart: 'talk',
  safe: 'shield',
  law: 'scale',
  earn: 'basket',
  child: 'baby',
  life: 'people',
}
/** 其他/说不清 is on every screen of needs (RTE-09). */
export const OTHER = 'other'
/** These have a place of their own in the app, and are not asked for in words. */
const ELSEWHERE = new Set(['ledger.join', 'ledger.change', OTHER])

export function topicOf(code: string): Topic {
  return BY_CODE[code] ?? BY_AREA[code.split('.')[0] ?? ''] ?? 'life'
}

export function inTopic(services: Service[], topic: Topic): Service[] {
  return services.filter((one) => one.can_ask && !ELSEWHERE.has(one.code) && topicOf(one.code) === topic)
}

/** The numbers to show before anything else, or none. */
export function urgentNumbers(services: Service[], chosen: string[]): string[] {
  const lines = services.filter((one) => chosen.includes(one.code)).flatMap((one) => one.emergency)
  return [...new Set(lines.filter((one) => one.dialling === 'call').map((one) => one.number))]
}
