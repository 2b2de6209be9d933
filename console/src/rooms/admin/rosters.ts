import { catalogueOptions, staffOptions } from './choices'
import { api, asked, type Schemas } from '@/api/client'
import { send } from '@/parts/calls'
import { plan } from '@/parts/plan'
import { minute } from '@/parts/when'
import { useCatalogue } from '@/stores/catalogue'

type Shift = Schemas['ShiftShown'] & { who: string }

/** Who is on duty for matters of danger, day and night; and who may open closed matters at all. */
export const room = plan<Shift>({
  title: '保密名单和值班',
  about: '有危险的事两个小时内要有人回，白天黑夜都要有人值班。保密名单要两个人同意。',
  empty: '没有排班。没有人值班的时候，系统会告诉县里，她看到的是求助电话。',
  ask: async () => {
    const [shifts, staff] = await Promise.all([
      asked(api.GET('/v1/admin/duty-shifts', { params: { query: { limit: 200 } } })),
      staffOptions(),
      useCatalogue().load(),
    ])
    const names = new Map(staff.map((one) => [one.value, one.label]))
    return { items: shifts.map((one) => ({ ...one, who: names.get(one.staff_id) ?? '已经不在' })) }
  },
  key: (one) => one.id,
  columns: [
    { label: '什么事', of: (one) => useCatalogue().services.find((other) => other.code === one.service)?.name ?? one.service },
    { label: '谁', of: (one) => one.who },
    { label: '从', of: (one) => minute(one.starts_at) },
    { label: '到', of: (one) => minute(one.ends_at) },
  ],
  news: [
    {
      label: '排一个班',
      fields: async () => [
        { name: 'service', label: '什么事', kind: 'choice', options: (await catalogueOptions()).services },
        { name: 'staff_id', label: '谁', kind: 'choice', options: await staffOptions() },
        { name: 'starts_at', label: '从', kind: 'time' },
        { name: 'ends_at', label: '到', kind: 'time' },
      ],
      do: (_row, body, key) => send('POST', '/v1/admin/duty-shifts', { body, key }),
    },
    {
      label: '定保密名单',
      explains: '两个经办人、一个督导，三个人都不能是同一家的、同一个村的。要另一个管理员同意。',
      fields: async () => {
        const [{ services, townships }, staff] = await Promise.all([catalogueOptions(), staffOptions()])
        return [
          { name: 'service', label: '什么事', kind: 'choice', options: services },
          { name: 'township', label: '哪个乡镇', kind: 'choice', options: townships },
          { name: 'first_id', label: '第一经办人', kind: 'choice', options: staff },
          { name: 'second_id', label: '第二经办人', kind: 'choice', options: staff },
          { name: 'supervisor_id', label: '督导', kind: 'choice', options: staff },
        ]
      },
      do: (_row, body, key) => send('PUT', '/v1/admin/rosters', { body, key }),
    },
    {
      label: '记一个人不在岗',
      fields: async () => {
        const staff = await staffOptions()
        return [
          { name: 'staff_id', label: '谁不在', kind: 'choice', options: staff },
          { name: 'deputy_id', label: '谁代', kind: 'choice', options: staff },
          { name: 'first_day', label: '从哪天', kind: 'date' },
          { name: 'last_day', label: '到哪天', kind: 'date' },
        ]
      },
      do: (_row, body, key) => send('POST', '/v1/admin/absences', { body, key }),
    },
  ],
  acts: [
    {
      label: '取消',
      grave: true,
      do: (one, _body, key) => send('DELETE', '/v1/admin/duty-shifts/{shift_id}', { path: { shift_id: one.id }, key }),
    },
  ],
})
