import { api, asked, type Schemas } from '@/api/client'
import { send } from '@/parts/calls'
import { plan } from '@/parts/plan'
import { minute } from '@/parts/when'

const KINDS: Readonly<Record<string, string>> = {
  grant: '给一个人岗位',
  roster: '定保密名单',
  ledger_export: '导出台账',
  ledger_merge: '合并两条登记',
  legal_hold: '保全一件事',
  legal_hold_release: '解除保全',
}

/** What one person proposed and another has to agree to. */
export const room = plan<Schemas['ProposalShown']>({
  title: '两人同意',
  about: '提的人自己不能同意。过了期限没有人同意的，自己作废。',
  empty: '没有等着同意的事。',
  ask: () => asked(api.GET('/v1/admin/proposals', { params: { query: { limit: 100 } } })),
  key: (one) => one.id,
  columns: [
    { label: '什么事', of: (one) => KINDS[one.kind] ?? one.kind },
    { label: '细节', of: (one) => Object.values(one.facts).map(String).join('，') },
    { label: '什么时候提的', of: (one) => minute(one.proposed_at) },
    { label: '到什么时候', of: (one) => minute(one.expires_at) },
    {
      label: '结果',
      of: (one) => (one.agreed === null ? '等同意' : one.agreed ? '同意了' : '没同意'),
      tone: (one) => (one.agreed === null ? 'warn' : one.agreed ? 'accent' : 'bad'),
    },
  ],
  acts: [
    {
      label: '看过了，决定',
      main: true,
      when: (one) => one.agreed === null,
      fields: [{ name: 'agree', label: '您的意见', kind: 'yes' }],
      do: (one, body, key) => send('POST', '/v1/admin/proposals/{proposal_id}/decide', { path: { proposal_id: one.id }, body, key }),
    },
  ],
})
