import { staffOptions } from './choices'
import { api, asked, type Schemas } from '@/api/client'
import { send } from '@/parts/calls'
import { pairs } from '@/parts/forms'
import { plan } from '@/parts/plan'
import { day } from '@/parts/when'

type Counsellor = Schemas['CounsellorForAdmin']

const PAPERS = pairs([
  ['social_worker', '社会工作者证'],
  ['counselling', '心理咨询培训证'],
  ['psychotherapist', '心理治疗师'],
  ['psychiatrist', '精神科医师'],
  ['crisis_training', '危机干预培训'],
])
const paperName = (kind: string) => PAPERS.find((one) => one.value === kind)?.label ?? kind

/** Who may be booked: papers checked by a second person, and in date today. */
export const room = plan<Counsellor>({
  title: '咨询师',
  about: '证件要另一个人核过、没有过期，她才约得到。默认是女咨询师。',
  empty: '还没有咨询师。',
  ask: async () => ({ items: (await asked(api.GET('/v1/admin/counsellors'))).counsellors }),
  key: (one) => one.id,
  columns: [
    { label: '称呼', of: (one) => one.shown_name },
    { label: '性别', of: (one) => (one.gender === 'woman' ? '女' : '男') },
    { label: '语言', of: (one) => one.languages.join('、') },
    {
      label: '证件',
      of: (one) =>
        one.qualifications.map((paper) => `${paperName(paper.kind)} 到 ${day(paper.valid_to)}${paper.checked ? '' : '（没核）'}`).join('；') || '没有',
    },
    {
      label: '今天',
      of: (one) => (one.ended ? '不再做' : one.bookable_today ? '约得到' : '约不到'),
      tone: (one) => (one.ended ? '' : one.bookable_today ? 'accent' : 'bad'),
    },
  ],
  news: [
    {
      label: '加一位',
      fields: async () => {
        const staff = await staffOptions()
        return [
          { name: 'staff_id', label: '是哪个工作人员', kind: 'choice', options: staff },
          { name: 'shown_name', label: '她看到的称呼', kind: 'short', most: 20 },
          {
            name: 'gender',
            label: '性别',
            kind: 'choice',
            options: pairs([
              ['woman', '女'],
              ['man', '男'],
            ]),
          },
          { name: 'languages', label: '会说的话（代码，一行一个，如 mandarin）', kind: 'lines' },
          { name: 'supervisor_id', label: '督导', kind: 'choice', options: staff },
        ]
      },
      do: (_row, body, key) => send('POST', '/v1/admin/counsellors', { body, key }),
    },
  ],
  acts: [
    {
      label: '加一张证',
      when: (one) => !one.ended,
      fields: [
        { name: 'kind', label: '什么证', kind: 'choice', options: PAPERS },
        { name: 'number', label: '证号', kind: 'short', most: 60 },
        { name: 'valid_from', label: '从', kind: 'date' },
        { name: 'valid_to', label: '到', kind: 'date' },
      ],
      do: (one, body, key) => send('POST', '/v1/admin/counselling-qualifications', { body: { ...body, counsellor_id: one.id }, key }),
    },
    {
      label: '核过一张证',
      main: true,
      explains: '要由加这张证以外的人核。',
      when: (one) => one.qualifications.some((paper) => !paper.checked),
      fields: (one) => [
        {
          name: 'paper',
          label: '哪一张',
          kind: 'choice',
          options: one.qualifications.filter((paper) => !paper.checked).map((paper) => ({ value: paper.id, label: paperName(paper.kind) })),
        },
      ],
      do: (_one, body, key) =>
        send('POST', '/v1/admin/counselling-qualifications/{qualification_id}/check', {
          path: { qualification_id: String(body.paper) },
          key,
        }),
    },
    {
      label: '不再做',
      grave: true,
      when: (one) => !one.ended,
      do: (one, _body, key) => send('POST', '/v1/admin/counsellors/{counsellor_id}/end', { path: { counsellor_id: one.id }, key }),
    },
  ],
})
