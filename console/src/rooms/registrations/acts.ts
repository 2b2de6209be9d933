import { GROUPS, LEAVING, SOURCES } from './words'
import { api, asked, type Schemas } from '@/api/client'
import type { Field } from '@/parts/forms'

export type Entry = Schemas['RegistrationForDesk']
type Loose = (
  path: string,
  init: { params: { path: { entry_id: string }; header: Record<string, string> }; body?: unknown },
) => Promise<{ data?: Entry; error?: unknown; response: Response }>

/** One thing the desk does to an entry of the ledger. */
export interface EntryAct {
  label: string
  fields: readonly Field[]
  main?: boolean
  explains?: string
  needs: Schemas['Action']
    when: (entry: Entry) => boolean
}

const yes = (name: string, label: string): Field => ({ name, label, kind: 'yes', yes: '是', no: '不是' })
const why: Field = { name: 'reason', label: '原因（她会看到、听到）', kind: 'words', least: 2, most: 300 }
const leaving: readonly Field[] = [
  { name: 'because', label: '为什么', kind: 'choice', options: LEAVING },
  { name: 'on', label: '从哪天起', kind: 'date' },
  { name: 'reason', label: '说明', kind: 'line', optional: true },
]
const lives = [yes('lives_in_village', '她住在本村'), yes('husband_away', '丈夫在外')]

/** Every act by its route; which of them is possible follows from where the entry stands. */
export const ENTRY_ACTS: Readonly<Record<string, EntryAct>> = {
  'check-village': { label: '村里核实', main: true, fields: lives, needs: 'ledger:check_village', when: (one) => one.state === 'candidate' },
  'check-township': {
    label: '乡镇核实',
    main: true,
    explains: '对着证件填；身份证号码只用来查重，页面上只显示有没有。',
    fields: [
      { name: 'name', label: '姓名', kind: 'short', most: 30 },
      { name: 'birth_date', label: '出生日期', kind: 'date' },
      { name: 'id_number', label: '身份证号码', kind: 'short', optional: true, most: 18 },
      yes('married', '已婚'),
      { name: 'away_since', label: '丈夫从哪天起在外', kind: 'date' },
      yes('outside_county', '在县外'),
    ],
    needs: 'ledger:check_township',
    when: (one) => one.state === 'village_checked',
  },
  confirm: { label: '县里核对，入账', main: true, fields: [], needs: 'ledger:confirm', when: (one) => one.state === 'township_checked' },
  return: {
    label: '退回',
    fields: [why],
    needs: 'ledger:return',
    when: (one) => ['village_checked', 'township_checked', 'candidate'].includes(one.state),
  },
  'apply-change': { label: '按她说的改', main: true, fields: [], needs: 'ledger:check_township', when: (one) => one.change_asked },
  'reject-change': { label: '不改', fields: [why], needs: 'ledger:check_township', when: (one) => one.change_asked },
  recheck: { label: '半年核一次', fields: lives, needs: 'ledger:recheck', when: (one) => one.state === 'active' },
  suspend: { label: '暂停', fields: leaving, needs: 'ledger:exit', when: (one) => one.state === 'active' },
  restore: {
    label: '恢复',
    fields: [
      { name: 'on', label: '从哪天起', kind: 'date' },
      { name: 'reason', label: '说明', kind: 'line', least: 2 },
    ],
    needs: 'ledger:restore',
    when: (one) => one.state === 'suspended',
  },
  remove: { label: '移出台账', fields: leaving, needs: 'ledger:exit', when: (one) => ['active', 'suspended'].includes(one.state) },
  flags: {
    label: '加一个重点对象标记',
    fields: [
      { name: 'key_group', label: '哪一类', kind: 'choice', options: GROUPS },
      { name: 'source', label: '根据什么', kind: 'choice', options: SOURCES },
      { name: 'seen_on', label: '哪天看到的', kind: 'date' },
      { name: 'expires_on', label: '到哪天要再看', kind: 'date' },
    ],
    needs: 'ledger:flag',
    when: (one) => one.state !== 'removed',
  },
}

/** Send one act at the version that was seen. */
export function actOn(entry: Entry, act: string, body: unknown, key: string): Promise<Entry> {
  const header = { 'If-Match': `"${entry.version}"`, 'Idempotency-Key': key }
  const post = api.POST as unknown as Loose
  return asked(post(`/v1/desk/registrations/{entry_id}/${act}`, { params: { path: { entry_id: entry.id }, header }, body }))
}
