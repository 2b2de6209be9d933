import { catalogueOptions } from '@/rooms/admin/choices'
import { api, asked, type Schemas } from '@/api/client'
import { send } from '@/parts/calls'
import type { Field } from '@/parts/forms'
import { plan } from '@/parts/plan'

type Reply = Schemas['ReplyShown']

const fields = async (): Promise<readonly Field[]> => {
  const { blanks } = await asked(api.GET('/v1/desk/saved-replies'))
  const hint = `可以留空让系统填：${blanks.map((one) => `${one.name}（${one.meaning}）`).join('、')}。她会看到、听到。`
  return [
    { name: 'service', label: '哪类事', kind: 'choice', options: (await catalogueOptions()).services },
    { name: 'title', label: '名称（只有同事看得到）', kind: 'short', most: 40 },
    { name: 'body', label: '内容', kind: 'words', least: 4, most: 1000, hint },
  ]
}

/** What an office says often, in plain words, with blanks that hold nothing personal. */
export const room = plan<Reply>({
  title: '常用回复',
  about: '写短句、常用字。分数越高，她越听得懂。',
  empty: '还没有常用回复。',
  ask: () => asked(api.GET('/v1/desk/saved-replies')),
  key: (one) => one.id,
  columns: [
    { label: '名称', of: (one) => one.title },
    { label: '内容', of: (one) => one.body },
    { label: '好懂', of: (one) => `${one.score} 分，${one.verdict}`, tone: (one) => (one.score >= 80 ? 'accent' : 'warn') },
  ],
  news: [{ label: '写一条', fields, do: (_row, body, key) => send('POST', '/v1/desk/saved-replies', { body, key }) }],
  acts: [
    {
      label: '改',
      fields,
      do: (one, body, key) => send('PUT', '/v1/desk/saved-replies/{reply_id}', { path: { reply_id: one.id }, body, key, version: one.version }),
    },
    {
      label: '去掉',
      grave: true,
      do: (one, _body, key) => send('DELETE', '/v1/desk/saved-replies/{reply_id}', { path: { reply_id: one.id }, key }),
    },
  ],
})
