import { KINDS, TOPICS } from './words'
import { catalogueOptions } from '@/rooms/admin/choices'
import { api, asked, type Schemas } from '@/api/client'
import { send } from '@/parts/calls'
import type { Field, Values } from '@/parts/forms'
import { plan } from '@/parts/plan'

type Line = Schemas['ProviderCourseLine']

const fields = async (): Promise<readonly Field[]> => [
  { name: 'kind', label: '是什么', kind: 'choice', options: KINDS },
  { name: 'title', label: '名称', kind: 'short', most: 40, hint: '用她一听就懂的话，如“学做月嫂”。' },
  { name: 'topic', label: '哪一类', kind: 'choice', options: TOPICS },
  { name: 'summary', label: '内容', kind: 'words', least: 10, most: 1000 },
  { name: 'township', label: '在哪个乡镇', kind: 'choice', options: (await catalogueOptions()).townships },
  { name: 'place', label: '地点', kind: 'short', most: 80 },
  { name: 'starts_at', label: '第一次从', kind: 'time' },
  { name: 'ends_at', label: '到', kind: 'time' },
  { name: 'seats', label: '名额', kind: 'number', least: 1, most: 500 },
  { name: 'fee_yuan', label: '费用（元，免费填 0）', kind: 'number', least: 0, most: 100_000 },
  { name: 'who_may_come', label: '谁可以来', kind: 'short', optional: true, most: 100 },
  { name: 'childcare', label: '有人帮忙看孩子吗', kind: 'yes', yes: '有', no: '没有' },
  { name: 'transport', label: '有车接送吗', kind: 'yes', yes: '有', no: '没有' },
  { name: 'reading_help', label: '有人帮不识字的读', kind: 'tick' },
  { name: 'contact_name', label: '联系人', kind: 'short', most: 30 },
  { name: 'contact_phone', label: '联系电话', kind: 'short', most: 20 },
]

/** What the form collected, as the API wants it: sessions as a list, money in fen. */
export function courseOf(said: Values): Record<string, unknown> {
  const { starts_at, ends_at, fee_yuan, reading_help, ...rest } = said
  return {
    ...rest,
    reading_help: reading_help === true,
    fee_fen: Math.round(Number(fee_yuan ?? 0) * 100),
    sessions: [{ starts_at, ends_at }],
  }
}

const isTo = (one: Line, ...states: Line['state'][]) => states.includes(one.state)

/** A provider's own courses: written, sent to be looked at, held, called off. */
export const room = plan<Line>({
  title: '课程和活动',
  about: '写好送去审核，三个工作日内有答复。改日期、地点、价钱要再看一遍。只看得到人数，名字要她自己同意。',
  empty: '还没有课程。写第一个吧。',
  ask: ({ cursor }) => asked(api.GET('/v1/provider/courses', { params: { query: { limit: 50, ...(cursor ? { cursor } : {}) } } })),
  key: (one) => one.id,
  columns: [
    { label: '名称', of: (one) => one.title, to: (one) => `/courses/${one.id}` },
    { label: '什么时候', of: (one) => one.when_words },
    { label: '哪里', of: (one) => one.where_words },
    { label: '费用', of: (one) => one.fee_words },
    { label: '还剩', of: (one) => `${one.seats_left} 个名额，${one.waiting} 人排队` },
    { label: '现在', of: (one) => one.state_words, tone: (one) => (isTo(one, 'published', 'running') ? 'accent' : '') },
  ],
  news: [
    {
      label: '写一个新的',
      needs: 'course:manage',
      fields,
      do: (_row, body, key) => send('POST', '/v1/provider/courses', { body: courseOf(body as Values), key }),
    },
  ],
  acts: [
    {
      label: '送去审核',
      main: true,
      when: (one) => isTo(one, 'draft'),
      do: (one, _body, key) => send('POST', '/v1/provider/courses/{course_id}/submit', { path: { course_id: one.id }, key, version: one.version }),
    },
    {
      label: '取消',
      grave: true,
      explains: '报了名的人都会知道，也会看到差不多的课。',
      when: (one) => isTo(one, 'published', 'running'),
      fields: [{ name: 'reason', label: '为什么', kind: 'words', least: 2, most: 300 }],
      do: (one, body, key) => send('POST', '/v1/provider/courses/{course_id}/cancel', { path: { course_id: one.id }, body, key, version: one.version }),
    },
  ],
})
