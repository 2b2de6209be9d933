import { api, asked, type Schemas } from '@/api/client'
import { send } from '@/parts/calls'
import { plan } from '@/parts/plan'
import { day, minute } from '@/parts/when'

type Version = Schemas['VersionShown'] & { before: number | null; newest: boolean }

const KINDS = { added: '新加', removed: '去掉', changed: '改了' } as const
const lineOf = (one: Schemas['SettingChange']) =>
  `${one.section_name} · ${one.name}：${KINDS[one.kind]}${one.kind === 'changed' ? `，${one.before ?? '空'} → ${one.after ?? '空'}` : ''}`

/** Every version of the county's settings: what changed, and the way back in one act. */
export const room = plan<Version>({
  title: '县里的设置',
  about: '服务、时限、日历、文字和贷款都在这里按日期生效；已经在办的事照旧的规矩办。',
  empty: '还没有装入设置。',
  ask: async () => {
    const versions = await asked(api.GET('/v1/admin/versions'))
    const sorted = [...versions].sort((one, other) => other.version - one.version)
    return { items: sorted.map((one, at) => ({ ...one, before: sorted[at + 1]?.version ?? null, newest: at === 0 })) }
  },
  key: (one) => String(one.version),
  columns: [
    { label: '第几版', of: (one) => `第 ${one.version} 版`, tone: (one) => (one.newest ? 'accent' : null) },
    { label: '从哪天起', of: (one) => day(one.valid_from) },
    { label: '装入', of: (one) => minute(one.loaded_at) },
    { label: '说明', of: (one) => one.note || '—' },
  ],
  acts: [
    {
      label: '和上一版比',
      when: (one) => one.before !== null,
      do: (one) =>
        asked(
          api.GET('/v1/admin/versions/{older}/differences/{newer}', {
            params: { path: { older: one.before ?? one.version, newer: one.version } },
          }),
        ),
      shows: (answer) => {
        const told = answer as Schemas['SettingsDifference']
        const lines = told.changes.map(lineOf)
        return lines.length ? [...lines, ...(told.more ? [`还有 ${told.more} 处`] : [])] : ['没有不同。']
      },
    },
    {
      label: '退回到这一版',
      grave: true,
      when: (one) => !one.newest,
      explains: '会照这一版再装入一次，成为最新的一版；历史都留着。',
      do: (one, _body, key) => send('POST', '/v1/admin/versions/roll-back', { body: { version: one.version }, key }),
    },
  ],
})
