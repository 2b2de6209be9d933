import { catalogueOptions, officeOptions, staffOptions } from './choices'
import { api, asked, type Schemas } from '@/api/client'
import { send } from '@/parts/calls'
import { plan } from '@/parts/plan'
import { day } from '@/parts/when'
import { useCatalogue } from '@/stores/catalogue'

type Contact = Schemas['ContactShown'] & { who: string }

const DAY_MS = 86_400_000
const LATE_DAYS = 35
const isLate = (one: Contact) => Date.now() - Date.parse(one.confirmed_at) > LATE_DAYS * DAY_MS
const nameOf = (list: { code: string; name: string }[], code: string | null) => list.find((one) => one.code === code)?.name ?? code ?? '全县'

/** Who answers for what where; a name that nobody confirmed for 35 days turns yellow. */
export const room = plan<Contact>({
  title: '联系人',
  about: '每件事、每个乡镇都要有一个找得到的人；超过 35 天没有确认的变黄，到时先找代理人。',
  empty: '还没有联系人。',
  ask: async () => {
    const [contacts, staff] = await Promise.all([
      asked(api.GET('/v1/admin/contacts', { params: { query: { limit: 200 } } })),
      staffOptions(),
      useCatalogue().load(),
    ])
    const names = new Map(staff.map((one) => [one.value, one.label]))
    return { items: contacts.map((one) => ({ ...one, who: names.get(one.staff_id) ?? '已经不在' })) }
  },
  key: (one) => one.id,
  columns: [
    { label: '什么事', of: (one) => nameOf(useCatalogue().services, one.service) },
    { label: '哪里', of: (one) => nameOf(useCatalogue().townships, one.township) },
    { label: '谁', of: (one) => one.who },
    { label: '上次确认', of: (one) => day(one.confirmed_at), tone: (one) => (isLate(one) ? 'warn' : null) },
  ],
  news: [
    {
      label: '定一个联系人',
      fields: async () => {
        const { services, townships } = await catalogueOptions()
        return [
          { name: 'service', label: '什么事', kind: 'choice', options: services },
          { name: 'office', label: '哪个单位', kind: 'choice', options: await officeOptions() },
          { name: 'township', label: '哪个乡镇（不选就是全县）', kind: 'choice', options: townships, optional: true },
          { name: 'staff_id', label: '谁', kind: 'choice', options: await staffOptions() },
        ]
      },
      do: (_row, body, key) => send('PUT', '/v1/admin/contacts', { body, key }),
    },
  ],
  acts: [
    {
      label: '确认还是他',
      do: (one, _body, key) =>
        send('PUT', '/v1/admin/contacts', {
          body: { service: one.service, office: one.office, staff_id: one.staff_id, township: one.township },
          key,
        }),
    },
    {
      label: '去掉',
      grave: true,
      do: (one, _body, key) => send('DELETE', '/v1/admin/contacts/{contact_id}', { path: { contact_id: one.id }, key }),
    },
  ],
})
