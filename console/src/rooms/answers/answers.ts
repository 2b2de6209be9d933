import { catalogueOptions } from '@/rooms/admin/choices'
import { api, asked, type Schemas } from '@/api/client'
import { send } from '@/parts/calls'
import { plan } from '@/parts/plan'
import { day } from '@/parts/when'

type Answer = Schemas['PublicAnswerShown']

const at = (one: Answer, key: string) => ({ path: { answer_id: one.id }, key, version: one.version })

/** Questions written anew for everybody: no name, no place, and her consent where she is known. */
export const room = plan<Answer>({
  title: '公开问答',
  about: '把常问的事改写成谁都能看的一问一答：不能有名字、地方、电话；另一个人看过才公开。',
  empty: '没有这样的问答。',
  tabs: [
    ['waiting', '等看'],
    ['published', '公开的'],
    ['returned', '退回的'],
    ['taken_down', '下架的'],
  ],
  ask: ({ tab, cursor }) =>
    asked(api.GET('/v1/desk/public-answers', { params: { query: { state: tab as Answer['state'], limit: 50, ...(cursor ? { cursor } : {}) } } })),
  key: (one) => one.id,
  columns: [
    { label: '问', of: (one) => one.question },
    { label: '答', of: (one) => one.answer },
    { label: '哪类事', of: (one) => one.service_name },
    { label: '好懂', of: (one) => `${one.score} 分`, tone: (one) => (one.score >= 80 ? 'accent' : 'warn') },
    { label: '什么时候', of: (one) => day(one.created_at) },
  ],
  news: [
    {
      label: '写一条',
      fields: async () => [
        { name: 'service', label: '哪类事', kind: 'choice', options: (await catalogueOptions()).services },
        { name: 'question', label: '问（改写过，认不出是谁）', kind: 'words', least: 4, most: 300, hint: '谁都看得到。' },
        { name: 'answer', label: '答', kind: 'words', least: 4, most: 1000, hint: '谁都看得到。' },
      ],
      do: (_row, body, key) => send('POST', '/v1/desk/public-answers', { body, key }),
    },
  ],
  acts: [
    {
      label: '看过了，决定',
      main: true,
      when: (one) => one.state === 'waiting',
      fields: [
        { name: 'agree', label: '可以公开吗', kind: 'yes', yes: '可以', no: '退回' },
        { name: 'reason', label: '退回的原因', kind: 'line', optional: true },
      ],
      do: (one, body, key) => send('POST', '/v1/desk/public-answers/{answer_id}/decide', { ...at(one, key), body }),
    },
    {
      label: '下架',
      grave: true,
      when: (one) => one.state === 'published',
      fields: [{ name: 'reason', label: '为什么', kind: 'line', least: 2 }],
      do: (one, body, key) => send('POST', '/v1/desk/public-answers/{answer_id}/take-down', { ...at(one, key), body }),
    },
  ],
})
