import { api, asked, type Schemas } from '@/api/client'
import { send } from '@/parts/calls'
import { pairs, type Field } from '@/parts/forms'
import { plan } from '@/parts/plan'
import { day } from '@/parts/when'

type Lawyer = Schemas['LawyerForAdmin']

const KINDS = pairs([
  ['lawyer', '律师'],
  ['legal_worker', '基层法律服务工作者'],
  ['agency', '法律援助机构'],
])
const FIELDS: readonly Field[] = [
  { name: 'name', label: '姓名或机构名', kind: 'short', most: 40 },
  { name: 'kind', label: '类别', kind: 'choice', options: KINDS },
  { name: 'firm', label: '所在的所', kind: 'short', most: 60 },
  { name: 'licence', label: '执业证号', kind: 'short', most: 40 },
  { name: 'checked_on', label: '哪天核过证', kind: 'date' },
  { name: 'valid_until', label: '证到哪天', kind: 'date' },
  { name: 'phone', label: '电话', kind: 'short', optional: true, most: 20 },
  { name: 'woman', label: '是女性', kind: 'tick' },
  { name: 'dialects', label: '会说的方言', kind: 'lines', optional: true },
]

const start = (body: Record<string, unknown>, one: Lawyer) => ({ ...body, matters: one.matters })

/** Who may be assigned: licence, until when, and whose side they already stand on. */
export const room = plan<Lawyer>({
  title: '律师',
  about: '证过了期的不会被指派。他代理过对方、或和对方是亲戚的，要记下来，指派时会拦住。',
  empty: '名册里还没有律师。',
  ask: () => asked(api.GET('/v1/admin/lawyers', { params: { query: { limit: 100 } } })),
  key: (one) => one.id,
  columns: [
    { label: '姓名', of: (one) => one.name },
    { label: '类别', of: (one) => KINDS.find((kind) => kind.value === one.kind)?.label ?? one.kind },
    { label: '所', of: (one) => one.firm },
    {
      label: '证',
      of: (one) => (one.retired_at ? '不再接' : one.expired ? '过期了' : `到 ${day(one.valid_until)}`),
      tone: (one) => (one.retired_at || one.expired ? 'bad' : 'accent'),
    },
    { label: '方言', of: (one) => one.dialects.join('、') || '—' },
  ],
  news: [{ label: '加一位', fields: FIELDS, do: (_row, body, key) => send('POST', '/v1/admin/lawyers', { body, key }) }],
  acts: [
    {
      label: '改',
      fields: FIELDS,
      when: (one) => !one.retired_at,
      do: (one, body, key) =>
        send('PUT', '/v1/admin/lawyers/{lawyer_id}', { path: { lawyer_id: one.id }, body: start(body, one), key, version: one.version }),
    },
    {
      label: '记一个利害关系',
      explains: '名字和电话只用来对照，不会显示给任何人。',
      fields: [
        {
          name: 'kind',
          label: '什么关系',
          kind: 'choice',
          options: pairs([
            ['client', '代理过他'],
            ['relative', '是亲戚'],
          ]),
        },
        { name: 'name', label: '对方姓名', kind: 'short', optional: true, most: 40 },
        { name: 'phone', label: '对方电话', kind: 'short', optional: true, most: 20 },
      ],
      when: (one) => !one.retired_at,
      do: (one, body, key) => send('POST', '/v1/admin/lawyers/{lawyer_id}/ties', { path: { lawyer_id: one.id }, body, key }),
    },
    {
      label: '不再接',
      grave: true,
      when: (one) => !one.retired_at,
      do: (one, _body, key) => send('POST', '/v1/admin/lawyers/{lawyer_id}/retire', { path: { lawyer_id: one.id }, key }),
    },
  ],
})
