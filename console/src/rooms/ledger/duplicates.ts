import { api, asked, type Schemas } from '@/api/client'
import { send } from '@/parts/calls'
import { pairs } from '@/parts/forms'
import { plan } from '@/parts/plan'
import { day } from '@/parts/when'

type Pair = Schemas['PairShown']

const KINDS: Readonly<Record<string, string>> = { id_number: '身份证相同', name_birth_village: '姓名、出生、村相同' }
const who = (one: Schemas['RegistrationRow']) => `${one.name ?? '没有写名字'}，${one.village}，${day(one.created_at)}登记`
const act = (name: string) => `/v1/desk/duplicates/{pair_id}/${name}`

/** Two entries that may be one woman: one proposes which to keep, another agrees, and it can be undone for 30 days. */
export const room = plan<Pair>({
  title: '疑似重复',
  about: '合并要两个人：一个人提，另一个人同意。合并以后 30 天内可以撤销。',
  empty: '没有这样的两条登记。',
  tabs: [
    ['open', '等看'],
    ['proposed', '等同意'],
    ['merged', '合并了'],
    ['not_same', '不是同一人'],
    ['undone', '撤销了'],
  ],
  ask: ({ tab }) => asked(api.GET('/v1/desk/duplicates', { params: { query: { state: tab as Pair['state'], limit: 100 } } })),
  key: (one) => one.id,
  columns: [
    { label: '哪里相同', of: (one) => KINDS[one.kind] ?? one.kind },
    { label: '第一条', of: (one) => who(one.first), to: (one) => `/registrations/${one.first.id}` },
    { label: '第二条', of: (one) => who(one.second), to: (one) => `/registrations/${one.second.id}` },
    { label: '发现', of: (one) => day(one.raised_at) },
  ],
  acts: [
    {
      label: '提议合并',
      needs: 'ledger:merge',
      main: true,
      when: (one) => one.state === 'open',
      fields: (one) => [
        {
          name: 'kept',
          label: '留下哪一条',
          kind: 'choice',
          options: pairs([
            [one.first.id, who(one.first)],
            [one.second.id, who(one.second)],
          ]),
        },
      ],
      do: (one, body, key) => send('POST', act('propose'), { path: { pair_id: one.id }, body, key }),
    },
    {
      label: '不是同一人',
      needs: 'ledger:merge',
      when: (one) => one.state === 'open',
      do: (one, _body, key) => send('POST', act('dismiss'), { path: { pair_id: one.id }, key }),
    },
    {
      label: '看过了，决定',
      needs: 'ledger:merge',
      main: true,
      when: (one) => one.state === 'proposed',
      fields: [{ name: 'agree', label: '同意合并吗', kind: 'yes' }],
      do: (one, body, key) => send('POST', act('decide'), { path: { pair_id: one.id }, body, key }),
    },
    {
      label: '撤销合并',
      needs: 'ledger:merge',
      grave: true,
      when: (one) => one.state === 'merged' && one.undo_until !== null && Date.parse(one.undo_until) > Date.now(),
      do: (one, _body, key) => send('POST', act('undo'), { path: { pair_id: one.id }, key }),
    },
  ],
})
