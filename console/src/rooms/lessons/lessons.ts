import { api, asked, type Schemas } from '@/api/client'
import { send } from '@/parts/calls'
import { pairs, type Values } from '@/parts/forms'
import { plan } from '@/parts/plan'

type Lesson = Schemas['LessonForDesk']

const SERIES = pairs([
  ['infant', '0 到 3 岁'],
  ['preschool', '3 到 6 岁'],
  ['primary', '小学'],
  ['middle', '初中'],
  ['high', '高中'],
  ['grandparents', '爷爷奶奶带'],
  ['video_company', '视频陪伴'],
  ['law', '说法律'],
  ['policy', '听宣讲'],
  ['health', '说健康'],
])

/** What the form collected, as the API wants it: each line of the text is one part. */
export function lessonOf(said: Values): Record<string, unknown> {
  const { parts, picture, ...rest } = said
  const texts = String(parts ?? '').split('\n').map((one) => one.trim()).filter(Boolean)
  return { ...rest, picture, parts: texts.map((text) => ({ text, picture })) }
}

/** Short lessons: written, spoken, looked at by two, and how far they are heard, without names. */
export const room = plan<Lesson>({
  title: '微课堂',
  about: '以听为主，不超过八分钟。两个人看过才公开；没有录音的，由系统读出来并标明机器朗读。',
  empty: '还没有课。',
  ask: ({ cursor }) => asked(api.GET('/v1/desk/lessons', { params: { query: { limit: 50, ...(cursor ? { cursor } : {}) } } })),
  key: (one) => one.id,
  columns: [
    { label: '名称', of: (one) => one.title },
    { label: '给谁', of: (one) => one.series_name },
    { label: '声音', of: (one) => (one.sound ? `${one.sound.size_words}${one.sound.machine_read ? '，机器朗读' : ''}` : '还没有') },
    { label: '现在', of: (one) => (one.shown ? '公开着' : (one.draft_words ?? '没有公开')), tone: (one) => (one.shown ? 'accent' : 'warn') },
    { label: '从哪来', of: (one) => (one.from_folder ? '县里的文件夹' : '工作台写的') },
  ],
  news: [
    {
      label: '写一课',
      fields: [
        { name: 'title', label: '名称', kind: 'short', most: 30 },
        { name: 'series', label: '给谁', kind: 'choice', options: SERIES },
        { name: 'summary', label: '一句话说清楚', kind: 'short', most: 80 },
        { name: 'picture', label: '图的代码', kind: 'short', most: 40, hint: '如 lesson.play' },
        { name: 'parts', label: '内容（一行一段）', kind: 'words', least: 10, most: 4000 },
      ],
      do: (_row, body, key) => send('POST', '/v1/desk/lessons', { body: lessonOf(body as Values), key }),
    },
  ],
  acts: [
    {
      label: '送去审核',
      main: true,
      when: (one) => one.draft_state === 'draft' || one.draft_state === 'returned',
      do: (one, _body, key) => send('POST', '/v1/desk/lessons/{lesson_id}/submit', { path: { lesson_id: one.id }, key, version: one.version }),
    },
    {
      label: '听过多少',
      do: (one) => asked(api.GET('/v1/desk/lessons/{lesson_id}/counts', { params: { path: { lesson_id: one.id } } })),
      shows: (answer) => {
        const told = answer as Schemas['LessonCounts']
        return [`一共 ${told.total} 人听完`, ...told.townships.map((town) => `${town.name}：${town.done}`)]
      },
    },
    {
      label: '下架',
      grave: true,
      when: (one) => one.shown && !one.from_folder,
      do: (one, _body, key) => send('POST', '/v1/desk/lessons/{lesson_id}/take-down', { path: { lesson_id: one.id }, key, version: one.version }),
    },
  ],
})
