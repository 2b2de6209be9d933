import type { Schemas } from '@/api/client'
import { send } from '@/parts/calls'
import { pairs, type Field } from '@/parts/forms'
import { minute } from '@/parts/when'

export type Care = Schemas['CounsellingForDesk']

interface CareAct {
  label: string
  main?: boolean
  explains?: string
  method?: 'PUT'
  fields: (care: Care) => readonly Field[]
}

const ANSWERED = pairs([
  ['her', '她接的'],
  ['another', '别人接的'],
  ['nobody', '没人接'],
])
const TOPICS = pairs([
  ['violence', '有人打她'],
  ['self_harm', '想伤害自己'],
  ['child', '孩子受害'],
  ['fraud', '被骗'],
])
const bookings = (care: Care) =>
  care.bookings.filter((one) => one.state === 'booked').map((one) => ({ value: one.id, label: `${minute(one.starts_at)} ${one.words}` }))

/** What a counsellor writes down, by its route. */
export const CARE_ACTS: Readonly<Record<string, CareAct>> = {
  attempts: {
    label: '记一次打电话',
    main: true,
    explains: '每一次都有日期，她看得到。两次打不通，会往上找人。',
    fields: (care) => [
      { name: 'answered', label: '谁接的', kind: 'choice', options: ANSWERED },
      { name: 'safe', label: '她说现在说话安全吗', kind: 'yes', yes: '安全', no: '不安全或没说' },
      { name: 'booking_id', label: '是约好的哪一次', kind: 'choice', options: bookings(care), optional: true },
      { name: 'note', label: '记一句', kind: 'line', optional: true, most: 500 },
    ],
  },
  sessions: {
    label: '记一次谈话',
    main: true,
    fields: (care) => [
      { name: 'booking_id', label: '哪一次', kind: 'choice', options: bookings(care) },
      {
        name: 'state',
        label: '怎么样',
        kind: 'choice',
        options: pairs([
          ['held', '谈过了'],
          ['missed', '没有谈成'],
        ]),
      },
      { name: 'note', label: '记录（只有您和督导看得到）', kind: 'line', optional: true },
    ],
  },
  notes: { label: '写一段记录', fields: () => [{ name: 'note', label: '记录（只有您和督导看得到）', kind: 'line', least: 2 }] },
  plan: {
    label: '写一起定的打算',
    method: 'PUT',
    fields: () => [
      { name: 'goals', label: '她想要的', kind: 'lines' },
      { name: 'steps', label: '怎么一步一步来', kind: 'lines' },
      { name: 'when_it_gets_bad', label: '难受的时候可以做什么、找谁', kind: 'lines', optional: true },
      { name: 'follow_up_on', label: '哪天再问一次', kind: 'date', optional: true },
    ],
  },
  topics: {
    label: '标明有没有危险',
    explains: '牵涉打人、孩子、自伤的，结束前要督导核对安全。',
    fields: () => [
      { name: 'topics', label: '牵涉到', kind: 'many', options: TOPICS, optional: true },
      { name: 'in_danger_now', label: '眼前有危险，马上打电话', kind: 'tick' },
    ],
  },
}

/** Write one of them down. */
export function doCare(care: Care, act: string, body: Record<string, unknown>, key: string): Promise<unknown> {
  const method = CARE_ACTS[act].method ?? 'POST'
  const version = method === 'PUT' ? care.plan_version : undefined
  return send(method, `/v1/desk/requests/{request_id}/counselling/${act}`, { path: { request_id: care.request_id }, body, key, version })
}
