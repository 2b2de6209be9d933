import { content, reportLines } from './content'
import { api, asked, type Schemas } from '@/api/client'
import { send } from '@/parts/calls'
import { plan } from '@/parts/plan'
import { day } from '@/parts/when'

type Review = Schemas['ReviewLine']

const KINDS: Readonly<Record<string, string>> = { provider: '机构入驻', course: '课程和活动', report: '有人说信息不对', lesson: '微课堂' }
const path = (one: Review) => ({ review_id: one.id })

/** What waits to be looked at before others may see it, and how long it may wait. */
export const room = plan<Review>({
  title: '内容审核',
  about: '三个工作日内看完。改了日期、地点、价钱要重新看；看的时候，原来的还挂着。',
  empty: '没有等着审核的。',
  ask: ({ cursor }) => asked(api.GET('/v1/desk/reviews', { params: { query: { limit: 50, ...(cursor ? { cursor } : {}) } } })),
  key: (one) => one.id,
  columns: [
    { label: '是什么', of: (one) => KINDS[one.kind] ?? one.kind },
    { label: '名称', of: (one) => one.title },
    { label: '最晚', of: (one) => one.due_words, tone: (one) => (one.overdue ? 'bad' : '') },
    { label: '送来', of: (one) => day(one.created_at) },
  ],
  acts: [
    {
      label: '看过了，可以',
      main: true,
      when: (one) => one.state === 'open',
      explains: '她将要看到的就是下面这些。',
      fields: async (one) => content(await asked(api.GET('/v1/desk/reviews/{review_id}', { params: { path: path(one) } }))),
      do: (one, body, key) =>
        send('POST', '/v1/desk/reviews/{review_id}/accept', {
          path: path(one),
          key,
          version: one.version,
          body: one.kind === 'report' ? { scam: body.scam === true } : undefined,
        }),
      shows: (answer) => {
        const { invitation } = answer as Schemas['ReviewSettled']
        return invitation ? [`请告诉机构：登录名 ${invitation.login_name}，邀请码 ${invitation.code}（只显示这一次）`] : []
      },
    },
    {
      label: '退回',
      when: (one) => one.state === 'open',
      fields: async (one) => {
        const whole = await asked(api.GET('/v1/desk/reviews/{review_id}', { params: { path: path(one) } }))
        return [{ name: 'reason', label: '为什么退回', kind: 'line', least: 2, hint: reportLines(whole).join('；') || '机构会看到这句话。' }]
      },
      do: (one, body, key) => send('POST', '/v1/desk/reviews/{review_id}/return', { path: path(one), body, key, version: one.version }),
    },
  ],
})
