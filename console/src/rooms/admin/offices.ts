import { officeOptions } from './choices'
import { api, asked, type Schemas } from '@/api/client'
import { send } from '@/parts/calls'
import { plan } from '@/parts/plan'
import { day } from '@/parts/when'

const KINDS: Readonly<Record<string, string>> = { department: '部门', township: '乡镇街道', desk: '县总台', collective: '合称', provider: '培训机构' }

/** The offices of the county; one that ends names who takes over. */
export const room = plan<Schemas['OfficeShown']>({
  title: '单位',
  about: '单位撤并时写上到哪天为止、由谁接；老记录里的名字不变。',
  empty: '还没有单位。',
  ask: async () => ({ items: await asked(api.GET('/v1/admin/offices')) }),
  key: (one) => one.code,
  columns: [
    { label: '单位', of: (one) => one.name },
    { label: '类别', of: (one) => KINDS[one.kind] ?? one.kind },
    { label: '电话', of: (one) => one.phone },
    {
      label: '到什么时候',
      of: (one) => (one.valid_to ? `到 ${day(one.valid_to)}` : '一直'),
      tone: (one) => (one.valid_to ? 'warn' : null),
    },
  ],
  acts: [
    {
      label: '改',
      fields: async (one) => [
        { name: 'phone', label: '电话', kind: 'short', most: 40 },
        { name: 'valid_to', label: '到哪天为止', kind: 'date', optional: true },
        {
          name: 'successor',
          label: '由谁接',
          kind: 'choice',
          optional: true,
          options: (await officeOptions()).filter((other) => other.value !== one.code),
        },
      ],
      do: (one, body, key) => send('PUT', '/v1/admin/offices/{code}', { path: { code: one.code }, body, key, version: one.version }),
    },
  ],
})
