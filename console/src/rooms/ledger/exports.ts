import { STATES } from '@/rooms/registrations/words'
import { catalogueOptions } from '@/rooms/admin/choices'
import { api, asked, type Schemas } from '@/api/client'
import { send } from '@/parts/calls'
import { saved } from '@/parts/saving'
import { pairs } from '@/parts/forms'
import { plan } from '@/parts/plan'
import { minute } from '@/parts/when'

type Parcel = Schemas['ParcelShown']

const WORDS: Readonly<Record<string, string>> = { waiting: '正在做', ready: '可以取', failed: '没做成', gone: '已销毁' }

/** The ledger as a file for the higher system: asked for with a purpose, agreed by a second person, gone after its time. */
export const room = plan<Parcel>({
  title: '台账导出',
  about: '要写用途，要另一个人同意；文件到期自己销毁，谁取过都有记录。保密的事从不在里面。',
  empty: '还没有导出过。',
  ask: () => asked(api.GET('/v1/desk/ledger-exports')),
  key: (one) => one.id,
  columns: [
    { label: '什么时候要的', of: (one) => minute(one.ordered_at) },
    { label: '行数', of: (one) => String(one.rows) },
    { label: '现在', of: (one) => WORDS[one.state] ?? one.state, tone: (one) => (one.state === 'ready' ? 'accent' : one.state === 'failed' ? 'bad' : '') },
    { label: '到什么时候', of: (one) => minute(one.expires_at) },
  ],
  news: [
    {
      label: '申请导出',
      fields: async () => [
        { name: 'purpose', label: '用来做什么', kind: 'line', least: 4, most: 200 },
        {
          name: 'format',
          label: '文件',
          kind: 'choice',
          options: pairs([
            ['xlsx', 'Excel（xlsx）'],
            ['csv', '纯文字（csv）'],
          ]),
        },
        { name: 'township', label: '只要一个乡镇', kind: 'choice', options: (await catalogueOptions()).townships, optional: true },
        { name: 'states', label: '只要这些', kind: 'many', options: pairs(STATES), optional: true },
      ],
      do: (_row, body, key) => send('POST', '/v1/desk/ledger-exports', { body, key }),
    },
  ],
  acts: [
    {
      label: '取文件',
      main: true,
      when: (one) => one.state === 'ready',
      do: (one) => saved(`/v1/desk/ledger-exports/${one.id}/content`, `台账-${one.id.slice(0, 8)}`),
    },
  ],
})
