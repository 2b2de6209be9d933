import { pairs } from '@/parts/forms'

export const STATES = [
  ['candidate', '等村里核'],
  ['village_checked', '等乡镇核'],
  ['township_checked', '等县里核'],
  ['active', '已入账'],
  ['suspended', '暂停'],
  ['removed', '已移出'],
] as const

export const ELIGIBLE: Readonly<Record<string, string>> = { qualifies: '符合', not_yet: '暂不符合', to_verify: '待核实' }
export const TONES: Readonly<Record<string, string>> = { qualifies: 'accent', not_yet: 'warn', to_verify: '' }

export const LEAVING = pairs([
  ['husband_returned', '丈夫返乡'],
  ['moved_out', '迁出'],
  ['joined_husband', '随丈夫外出'],
  ['divorced', '离婚'],
  ['widowed', '丧偶'],
  ['deceased', '去世'],
  ['own_wish', '本人要求'],
  ['entered_in_error', '登记错了'],
])

export const GROUPS = pairs([
  ['hardship', '生活困难'],
  ['disability', '残疾'],
  ['serious_illness', '重病'],
  ['elderly', '老年'],
  ['lifted_out_of_poverty', '脱贫户'],
  ['marginally_poor', '边缘易致贫户'],
  ['low_income', '低收入'],
  ['rights_infringed', '权益受侵害'],
])

export const SOURCES = pairs([
  ['self', '她自己说的'],
  ['cadre', '干部走访看到的'],
  ['department_match', '部门数据比对'],
])

export const STEPS: Readonly<Record<string, string>> = {
  register: '登记',
  'check-village': '村里核过',
  'check-township': '乡镇核过',
  confirm: '县里入账',
  return: '退回',
  correct: '她改了再交',
  'ask-change': '她要改',
  'apply-change': '改好了',
  'reject-change': '没有改',
  suspend: '暂停',
  restore: '恢复',
  remove: '移出',
  recheck: '重新核过',
  join: '接到本人手机',
  merge: '两条合成一条',
  unmerge: '合并撤销',
}

export const FACTS: Readonly<Record<string, string>> = {
  husband_away: '丈夫在外',
  outside_county: '在县外',
  away_since: '从什么时候起',
  village: '住在哪里',
  name: '姓名',
  phone: '电话',
  children: '孩子',
  elders: '要照顾的老人',
  land: '土地承包',
}
