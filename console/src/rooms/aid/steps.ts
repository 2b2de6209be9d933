import { api, asked, type Schemas } from '@/api/client'
import { pairs, type Field, type Option } from '@/parts/forms'

export type Aid = Schemas['AidForDesk']

/** One step of an application for legal aid, as a form. */
export interface AidStep {
  label: string
  main?: boolean
  grave?: boolean
  explains?: string
  fields: readonly Field[] | ((aid: Aid) => Promise<readonly Field[]>)
}

const on = (label: string): readonly Field[] => [{ name: 'on', label, kind: 'date' }]
const REASONS = pairs([
  ['not_in_duty', '不属于法律援助范围'],
  ['not_eligible', '不符合条件'],
  ['duplicate', '已经在办'],
  ['not_enough_facts', '情况不清楚'],
  ['in_court', '已经在法院'],
  ['other', '别的原因'],
])
const RESULTS = pairs([
  ['won', '支持了她'],
  ['partly', '支持了一部分'],
  ['settled', '和解了'],
  ['lost', '没有支持'],
  ['ended', '中途结束'],
])

async function lawyers(aid: Aid): Promise<Option[]> {
  const path = { application_id: aid.id }
  const { items } = await asked(api.GET('/v1/desk/legal-aid/{application_id}/lawyers', { params: { path } }))
  return items.map((one) => ({
    value: one.id,
    label: `${one.name}（${one.firm}）`,
    note: `手上 ${one.open_cases} 件${one.fits_matter ? '' : '，不是专长'}${one.woman ? '，女' : ''}`,
    warn: one.refused_because ?? undefined,
    disabled: one.refused_because !== null,
  }))
}

/** Every step the desk takes, by its route; which are possible now is what the API says of this application. */
export const AID_STEPS: Readonly<Record<string, AidStep>> = {
  grant: { label: '给予援助', main: true, fields: [], explains: '七天内要决定；以后三天内指派律师。' },
  'aid-first': { label: '先援助，材料后补', main: true, fields: [], explains: '时效快到或要保全财产时，先给援助（第四十四条）。' },
  'tell-papers': {
    label: '告诉她缺哪些材料',
    explains: '只能说一次，要说全；以后再要别的材料，系统会拦住。',
    fields: [
      { name: 'missing', label: '缺的材料', kind: 'lines' },
      { name: 'body', label: '对她说', kind: 'words', optional: true },
    ],
  },
  'take-papers': { label: '材料收齐了', main: true, fields: [] },
  refuse: {
    label: '不给予援助',
    grave: true,
    explains: '要写明理由和她怎么提出异议。',
    fields: [
      { name: 'reason', label: '原因', kind: 'choice', options: REASONS },
      { name: 'body', label: '对她说清楚', kind: 'words', least: 2 },
      { name: 'other_path', label: '她还可以走哪条路', kind: 'words', least: 2 },
    ],
  },
  'decide-objection': {
    label: '答复她的异议',
    main: true,
    explains: '五天内，由原来决定的人以外的人答复。',
    fields: [
      { name: 'uphold', label: '维持原来的决定吗', kind: 'yes', yes: '维持', no: '改为给予援助' },
      { name: 'body', label: '对她说', kind: 'words', least: 2 },
    ],
  },
  'assign-lawyer': {
    label: '指派律师',
    main: true,
    fields: async (aid) => [
      { name: 'lawyer_id', label: '哪一位', kind: 'choice', options: await lawyers(aid) },
      { name: 'note', label: '换人时写一句交接', kind: 'line', optional: true },
    ],
  },
  met: { label: '律师见过她了', main: true, fields: on('哪天见的') },
  filed: { label: '立案了', main: true, fields: on('哪天立的') },
  hearing: {
    label: '开庭',
    fields: [
      { name: 'at', label: '什么时候', kind: 'time' },
      { name: 'place', label: '在哪里', kind: 'short', most: 100 },
    ],
  },
  conclude: {
    label: '有结果了',
    main: true,
    fields: [
      { name: 'result', label: '结果', kind: 'choice', options: RESULTS },
      { name: 'on', label: '哪天', kind: 'date' },
      { name: 'body', label: '用她听得懂的话说', kind: 'words', least: 2 },
    ],
  },
}
