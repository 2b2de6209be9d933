import { api, asked, type Schemas } from '@/api/client'
import { send } from '@/parts/calls'
import { pairs } from '@/parts/forms'
import { plan } from '@/parts/plan'
import { day } from '@/parts/when'

const GROUNDS = pairs([
  ['court', '法院'],
  ['procuratorate', '检察院'],
  ['police', '公安'],
  ['supervision', '纪检监察'],
  ['audit', '审计'],
])

/** What must not be forgotten for now, by whose order. */
export const room = plan<Schemas['HoldShown']>({
  title: '保全',
  about: '有书面要求时，先不删某一件事的内容。放上和解除都要两个人同意。',
  empty: '没有保全着的事。',
  ask: () => asked(api.GET('/v1/admin/legal-holds', { params: { query: { limit: 100 } } })),
  key: (one) => one.id,
  columns: [
    { label: '受理编号', of: (one) => one.number },
    { label: '谁要求的', of: (one) => GROUNDS.find((ground) => ground.value === one.ground)?.label ?? one.ground },
    { label: '理由', of: (one) => one.reason },
    { label: '从', of: (one) => day(one.set_at) },
    { label: '现在', of: (one) => (one.released_at ? `解除了，${day(one.released_at)}` : '保全着'), tone: (one) => (one.released_at ? '' : 'warn') },
  ],
  news: [
    {
      label: '保全一件事',
      fields: [
        { name: 'number', label: '受理编号', kind: 'short', most: 11 },
        { name: 'ground', label: '谁要求的', kind: 'choice', options: GROUNDS },
        { name: 'reason', label: '文号和理由', kind: 'line', least: 2 },
      ],
      do: (_row, body, key) => send('POST', '/v1/admin/legal-holds', { body, key }),
    },
  ],
  acts: [
    {
      label: '解除',
      when: (one) => !one.released_at,
      fields: [{ name: 'reason', label: '为什么解除', kind: 'line', least: 2 }],
      do: (one, body, key) => send('POST', '/v1/admin/legal-holds/{hold_id}/release', { path: { hold_id: one.id }, body, key }),
    },
  ],
})
