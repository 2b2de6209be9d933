import { api, asked, type Schemas } from '@/api/client'
import { send } from '@/parts/calls'
import { pairs } from '@/parts/forms'
import { plan } from '@/parts/plan'
import { day } from '@/parts/when'

type Line = Schemas['LoanLine']
type Stage = Schemas['LoanStage']

export const STAGES: readonly (readonly [Stage, string])[] = [
  ['intention', '意向'],
  ['documents', '备材料'],
  ['township', '乡镇初审'],
  ['county', '县复审'],
  ['guarantee', '担保'],
  ['bank', '银行'],
  ['disbursed', '放款'],
  ['rejected', '未通过'],
  ['withdrawn', '撤回'],
]
const nameOf = (stage: Stage) => STAGES.find(([code]) => code === stage)?.[1] ?? stage

const detail = (one: Line) =>
  asked(api.GET('/v1/desk/loans/{application_id}', { params: { path: { application_id: one.id } } }))

/** Every application on its way, by where it stands. */
export const room = plan<Line>({
  title: '创业贷款',
  about: '政府不收费。每一步写明哪个单位、哪天、最晚哪天，她在手机上看得到。',
  empty: '这一步没有申请。',
  tabs: STAGES,
  ask: ({ tab, cursor }) =>
    asked(api.GET('/v1/desk/loans', { params: { query: { stage: tab as Stage, limit: 50, ...(cursor ? { cursor } : {}) } } })),
  key: (one) => one.id,
  columns: [
    { label: '编号', of: (one) => one.number },
    { label: '产品', of: (one) => one.product },
    { label: '到了哪一步', of: (one) => one.stage_name, tone: () => 'accent' },
    { label: '最晚', of: (one) => day(one.due_at), tone: (one) => (one.late ? 'bad' : null) },
  ],
  news: [
    {
      label: '替来窗口的人开一个',
      needs: 'loan:work',
      fields: [
        { name: 'name', label: '姓名', kind: 'short', most: 30 },
        { name: 'phone', label: '手机', kind: 'short', most: 11 },
        { name: 'amount', label: '想贷多少（元）', kind: 'short', optional: true, most: 12 },
        { name: 'months', label: '几个月', kind: 'number', least: 1, most: 36, optional: true },
      ],
      do: (_row, body, key) => send('POST', '/v1/desk/loans', { body, key }),
    },
  ],
  acts: [
    {
      label: '走到下一步',
      needs: 'loan:work',
      main: true,
      when: (one) => !['disbursed', 'rejected', 'withdrawn'].includes(one.stage),
      fields: async (one) => {
        const { possible_steps } = await detail(one)
        return [
          { name: 'to', label: '到哪一步', kind: 'choice', options: pairs(possible_steps.map((step) => [step, nameOf(step)] as const)) },
          { name: 'on', label: '哪天', kind: 'date' },
          { name: 'note', label: '对她说一句', kind: 'words', optional: true, most: 500 },
        ]
      },
      do: (one, body, key) =>
        send('POST', '/v1/desk/loans/{application_id}/steps', { path: { application_id: one.id }, body, key, version: one.version }),
    },
  ],
})
