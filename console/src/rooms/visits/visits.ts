import { catalogueOptions } from '@/rooms/admin/choices'
import { api, asked, type Schemas } from '@/api/client'
import { send } from '@/parts/calls'
import { pairs } from '@/parts/forms'
import { plan } from '@/parts/plan'
import { day } from '@/parts/when'

type Visit = Schemas['VisitRow']

const BECAUSE = pairs([
  ['not_at_home', '不在家'],
  ['not_convenient', '不方便说话'],
  ['she_declined', '她不想'],
  ['visitor_away', '我去不了'],
  ['road_or_weather', '路或天气'],
  ['moved_away', '搬走了'],
])
const STATES: Readonly<Record<string, string>> = { planned: '要去', done: '去过了', not_done: '没去成' }

/** The quarter a moment lies in, as the API writes it: 2026Q4. */
export function quarterOf(now: Date): string {
  return `${now.getFullYear()}Q${Math.floor(now.getMonth() / 3) + 1}`
}

/** Whom to visit this quarter; a visit that was not convenient ends without a trace. */
export const room = plan<Visit>({
  title: '走访',
  about: '她说过“不用打扰我”的不去。说话不方便就只点“不方便说话”，什么都不留。',
  empty: '这个季度没有要走访的。',
  ask: () => asked(api.GET('/v1/desk/visits', { params: { query: { quarter: quarterOf(new Date()), limit: 200 } } })),
  key: (one) => one.id,
  columns: [
    { label: '哪里', of: (one) => one.village, to: (one) => `/registrations/${one.entry_id}` },
    { label: '哪天去', of: (one) => day(one.planned_for) },
    {
      label: '现在',
      of: (one) => (one.leave_her_be ? '不用打扰她' : (STATES[one.state] ?? one.state)),
      tone: (one) => (one.leave_her_be ? 'warn' : one.state === 'done' ? 'accent' : ''),
    },
    { label: '发现的事', of: (one) => one.number ?? (one.need_found ? '有' : '—') },
  ],
  acts: [
    {
      label: '去过了',
      main: true,
      when: (one) => one.state === 'planned' && !one.leave_her_be,
      fields: async () => [
        { name: 'done_on', label: '哪天去的', kind: 'date' },
        { name: 'need_found', label: '她有要帮忙的事吗', kind: 'yes', yes: '有', no: '没有' },
        { name: 'service', label: '是哪一类', kind: 'choice', options: (await catalogueOptions()).services, optional: true },
        { name: 'note', label: '记一句', kind: 'line', optional: true, most: 500 },
      ],
      do: (one, body, key) => send('POST', '/v1/desk/visits/{visit_id}/made', { path: { visit_id: one.id }, body, key, version: one.version }),
    },
    {
      label: '没去成',
      when: (one) => one.state === 'planned',
      fields: [{ name: 'because', label: '为什么', kind: 'choice', options: BECAUSE }],
      do: (one, body, key) => send('POST', '/v1/desk/visits/{visit_id}/not-made', { path: { visit_id: one.id }, body, key, version: one.version }),
    },
  ],
})
