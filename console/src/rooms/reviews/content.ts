import type { Schemas } from '@/api/client'
import type { Field } from '@/parts/forms'

type Detail = Schemas['ReviewDetail']

const LABELS: Readonly<Record<string, string>> = {
  title: '名称',
  summary: '内容',
  place: '地点',
  township: '乡镇',
  seats: '名额',
  fee_fen: '费用（分）',
  contact_name: '联系人',
  contact_phone: '联系电话',
  who_may_come: '谁可以来',
}

/** What was reported, reason by reason. */
export function reportLines(detail: Detail): string[] {
  const reasons = (detail.reports?.reasons ?? {}) as Record<string, number>
  return Object.entries(reasons).map(([why, count]) => `${why}：${count} 次`)
}

function lines(detail: Detail): string[] {
  if (detail.provider) {
    const { organisation, licence_number, contact, phone, about } = detail.provider
    return [organisation, `执照 ${licence_number}`, `${contact} ${phone}`, about]
  }
  const text = (detail.text?.content ?? {}) as Record<string, unknown>
  const said = Object.entries(LABELS).flatMap(([key, label]) => (text[key] === undefined ? [] : [`${label}：${String(text[key])}`]))
  return [...said, ...reportLines(detail)]
}

/** Show what is looked at as lines to be ticked: nobody says yes to what was not read. */
export function content(detail: Detail): readonly Field[] {
  const read: Field = {
    name: 'read',
    label: '一条一条看过，都对',
    kind: 'many',
    options: lines(detail).map((label, at) => ({ value: String(at), label })),
  }
  const scam: Field = { name: 'scam', label: '确认是骗钱的（马上下架，机构停用）', kind: 'tick' }
  return detail.kind === 'report' ? [read, scam] : [read]
}
