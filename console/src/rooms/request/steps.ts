import type { Schemas } from '@/api/client'
import { pairs, type Field } from '@/parts/forms'

export type RequestShown = Schemas['RequestForDesk']

/** A field whose choices depend on this very request or on the county. */
export interface StepField extends Omit<Field, 'kind'> {
  kind: Field['kind'] | 'office' | 'service' | 'staff' | 'part' | 'checks'
}

/** One step of the desk: what its button says, what it asks for, and how loud it is. */
export interface DeskStep {
  label: string
  tone: 'main' | 'plain' | 'grave'
  fields: readonly StepField[]
  explains?: string
}

const part = (label: string): StepField => ({ name: 'task_id', label, kind: 'part' })
const reason = (label: string): StepField => ({ name: 'reason', label, kind: 'line', least: 2 })
const GROUNDS = pairs([
  ['', '她已经同意'],
  ['statutory_duty', '法律规定的职责'],
  ['immediate_danger', '眼前有危险'],
  ['duty_to_report', '强制报告'],
])
const WHY_NOT = pairs([
  ['not_in_duty', '不属于我们的职责'],
  ['not_eligible', '不符合条件'],
  ['duplicate', '和已经在办的是同一件'],
  ['not_enough_facts', '情况还不清楚'],
  ['in_court', '已经在法院'],
  ['other', '别的原因'],
])

/** Every step that has a button; what may be done now is what the API says of this very request. */
export const DESK_STEPS: Readonly<Record<string, DeskStep>> = {
  accept: { label: '受理', tone: 'main', fields: [], explains: '受理以后由您的单位牵头，她会看到谁在办。' },
  start: { label: '开始办理', tone: 'main', fields: [] },
  classify: {
    label: '归类',
    tone: 'main',
    fields: [
      { name: 'service', label: '这是哪一类事', kind: 'service' },
      { name: 'note', label: '给同事的话', kind: 'line', optional: true },
    ],
  },
  ask: {
    label: '请她补充',
    tone: 'plain',
    explains: '缺什么一次说全；期限先停下来，她一回话就接着走。',
    fields: [
      { name: 'body', label: '对她说', kind: 'words' },
      { name: 'missing', label: '缺的东西（一行一样）', kind: 'lines' },
    ],
  },
  assign: {
    label: '交给谁办',
    tone: 'plain',
    fields: [
      { name: 'staff_id', label: '交给', kind: 'staff' },
      { name: 'note', label: '交接的话（换人时至少 10 个字）', kind: 'line', optional: true },
    ],
  },
  refer: {
    label: '请别的单位一起办',
    tone: 'plain',
    fields: [
      { name: 'office', label: '请哪个单位', kind: 'office' },
      { name: 'note', label: '请他们做什么', kind: 'line', least: 2 },
      { name: 'ground', label: '凭什么告诉他们', kind: 'choice', options: GROUNDS, optional: true },
    ],
  },
  transfer: {
    label: '转给别的单位牵头',
    tone: 'plain',
    fields: [
      { name: 'office', label: '转给', kind: 'office' },
      { name: 'note', label: '交接的话', kind: 'line', least: 10 },
      { name: 'ground', label: '凭什么告诉他们', kind: 'choice', options: GROUNDS, optional: true },
    ],
  },
  return: {
    label: '不归我们，退回',
    tone: 'plain',
    explains: '第一次退回直接到您建议的单位；第二次由县里裁定。她的期限不会重来。',
    fields: [reason('为什么不归我们'), { name: 'suggested_office', label: '应该归谁', kind: 'office' }],
  },
  rule: {
    label: '裁定由谁办',
    tone: 'main',
    fields: [{ name: 'office', label: '由谁牵头', kind: 'office' }, reason('理由')],
  },
  'accept-referral': { label: '接下这部分', tone: 'main', fields: [part('哪一部分')] },
  'refuse-referral': { label: '不接这部分', tone: 'plain', fields: [part('哪一部分'), reason('为什么')] },
  'revoke-referral': { label: '撤回请托', tone: 'plain', fields: [part('哪一部分')] },
  'finish-part': { label: '我们这部分做完了', tone: 'main', fields: [{ name: 'note', label: '做了什么', kind: 'line', least: 2 }] },
  'excuse-part': { label: '有一部分不用做了', tone: 'plain', fields: [part('哪一部分'), reason('为什么')] },
  'outside-answer': { label: '记下外单位的答复', tone: 'plain', fields: [{ name: 'body', label: '他们怎么说', kind: 'words' }] },
  resolve: {
    label: '办完了',
    tone: 'main',
    explains: '只能标“已办结”；关不关由她说了算。',
    fields: [
      { name: 'body', label: '告诉她办了什么', kind: 'words' },
      { name: 'safety_check', label: '安全核对，一条一条看过再打勾', kind: 'checks', optional: true },
    ],
  },
  reject: {
    label: '不予受理',
    tone: 'grave',
    explains: '要另一位同事同意才算数；她可以要求复核一次。',
    fields: [
      { name: 'reason', label: '原因', kind: 'choice', options: WHY_NOT },
      { name: 'body', label: '对她说清楚', kind: 'words' },
      { name: 'other_path', label: '她还可以走哪条路', kind: 'words' },
    ],
  },
  approve: {
    label: '同意或不同意',
    tone: 'main',
    fields: [
      { name: 'agree', label: '您的意见', kind: 'yes' },
      { name: 'note', label: '给同事的话', kind: 'line', optional: true },
    ],
  },
  'decide-review': {
    label: '复核的决定',
    tone: 'main',
    fields: [
      { name: 'uphold', label: '维持原来的决定吗', kind: 'yes', yes: '维持', no: '不维持，重新办' },
      { name: 'body', label: '对她说', kind: 'words' },
    ],
  },
  extend: {
    label: '申请延期',
    tone: 'plain',
    explains: '只能一次，要在到期前，由另一位同事批准，她会知道。',
    fields: [{ name: 'days', label: '要几天', kind: 'number', least: 1, most: 60 }, reason('为什么')],
  },
  'grant-extension': { label: '批延期', tone: 'main', fields: [{ name: 'agree', label: '您的意见', kind: 'yes' }] },
  urge: { label: '催一催', tone: 'plain', fields: [] },
}
