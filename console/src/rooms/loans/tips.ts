import { api, asked, type Schemas } from '@/api/client'
import { send } from '@/parts/calls'
import { plan } from '@/parts/plan'
import { day } from '@/parts/when'

type Tip = Schemas['TipLine']

const WANTS: Readonly<Record<string, string>> = { money: '要钱', id_card: '要身份证', password: '要密码', nothing_yet: '还没要什么', other: '别的' }
const WAYS: Readonly<Record<string, string>> = { call: '打电话', message: '发消息', visit: '上门', poster: '贴广告', other: '别的' }

/** Agents who call themselves loan helpers, told to the police's list. */
export const room = plan<Tip>({
  title: '中介举报',
  about: '政府不收费。冒充的中介在这里一条一条看过、写明结果。',
  empty: '没有这样的举报。',
  tabs: [
    ['open', '等看'],
    ['settled', '看过了'],
  ],
  ask: ({ tab, cursor }) =>
    asked(api.GET('/v1/desk/loans/tips', { params: { query: { state: tab as Tip['state'], limit: 50, ...(cursor ? { cursor } : {}) } } })),
  key: (one) => one.id,
  columns: [
    { label: '什么时候', of: (one) => day(one.created_at) },
    { label: '怎么找来的', of: (one) => WAYS[one.way] ?? one.way },
    { label: '要什么', of: (one) => WANTS[one.wants] ?? one.wants, tone: (one) => (one.wants === 'nothing_yet' ? '' : 'bad') },
    { label: '哪里', of: (one) => one.township ?? '没有说' },
    { label: '最晚', of: (one) => day(one.due_at), tone: (one) => (one.late ? 'bad' : null) },
  ],
  acts: [
    {
      label: '看内容，写结果',
      main: true,
      when: (one) => one.state === 'open',
      fields: async (one) => {
        const whole = await asked(api.GET('/v1/desk/loans/tips/{tip_id}', { params: { path: { tip_id: one.id } } }))
        return [{ name: 'outcome', label: '怎么处理的', kind: 'line', least: 2, hint: `说的是：${whole.agent ?? '没有留名'}。${whole.body ?? ''}` }]
      },
      do: (one, body, key) => send('POST', '/v1/desk/loans/tips/{tip_id}/settle', { path: { tip_id: one.id }, body, key, version: one.version }),
    },
  ],
})
