import type { Aid } from './steps'
import { day, minute } from '@/parts/when'

type Row = [label: string, of: (aid: Aid) => string | null | undefined | false]

const ROWS: readonly Row[] = [
  ['什么事', (one) => one.matter_name],
  ['对方', (one) => one.other_side],
  ['对方电话', (one) => one.other_side_phone],
  ['哪里', (one) => one.place],
  ['时效到', (one) => one.limitation_ends && day(one.limitation_ends)],
  ['不问收入的依据', (one) => one.ground && `${one.ground}${one.ground_from_ledger ? '（台账里核过）' : ''}`],
  ['个人诚信承诺', (one) => one.pledge && '已经作了'],
  ['律师', (one) => one.lawyer && `${one.lawyer.name}，${one.lawyer.firm}，${one.lawyer.phone ?? ''}`],
  ['开庭', (one) => one.hearing_at && `${minute(one.hearing_at)}，${one.hearing_place}`],
  ['结果', (one) => one.result_words],
]

/** What is known of an application, each with its name; what is not known is left out. */
export function toldIn(aid: Aid): { label: string; value: string }[] {
  return ROWS.flatMap(([label, of]) => {
    const value = of(aid)
    return value ? [{ label, value }] : []
  })
}
