import { api, asked, type Schemas } from '@/api/client'
import { send } from '@/parts/calls'
import { plan } from '@/parts/plan'
import { day } from '@/parts/when'

type Row = Schemas['CorrectionRow']

const FIELDS: Readonly<Record<string, string>> = { name: '姓名', phone: '电话', registration: '登记的内容', other: '别的' }
const STATES: Readonly<Record<string, string>> = { received: '等答复', done: '改了', refused: '没有改' }

/** What she asked us to correct about herself, and by when she has to be answered. */
export const room = plan<Row>({
  title: '更正与删除',
  about: '她有权看、改、删自己的信息；不改要说清楚为什么，她可以再找上级。',
  empty: '没有等着答复的。',
  ask: () => asked(api.GET('/v1/desk/corrections', { params: { query: { limit: 100 } } })),
  key: (one) => one.id,
  columns: [
    { label: '编号', of: (one) => one.number },
    { label: '要改什么', of: (one) => FIELDS[one.field] ?? one.field },
    { label: '哪里', of: (one) => one.township ?? '—' },
    { label: '最晚', of: (one) => day(one.due_at), tone: (one) => (one.late ? 'bad' : null) },
    { label: '现在', of: (one) => STATES[one.state] ?? one.state },
  ],
  acts: [
    {
      label: '看内容，答复',
      main: true,
      when: (one) => one.state === 'received',
      fields: async (one) => {
        const whole = await asked(api.GET('/v1/desk/corrections/{request_id}', { params: { path: { request_id: one.id } } }))
        const hint = `她要改成：${whole.value ?? '（没有写）'}；她说：${whole.reason ?? '（没有说）'}`
        return [
          { name: 'agree', label: '改吗', kind: 'yes', yes: '改', no: '不改' },
          { name: 'reason', label: '对她说', kind: 'words', least: 2, hint },
        ]
      },
      do: (one, body, key) => send('POST', '/v1/desk/corrections/{request_id}/answer', { path: { request_id: one.id }, body, key }),
    },
  ],
})
