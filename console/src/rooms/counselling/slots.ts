import { api, asked, type Schemas } from '@/api/client'
import { send } from '@/parts/calls'
import { pairs } from '@/parts/forms'
import { plan } from '@/parts/plan'
import { minute } from '@/parts/when'

type Row = { id: string; at: string; until: string; way: string; place: string; what: string; tone: '' | 'accent' | 'warn'; request: string | null; open: boolean }

const WAYS = pairs([
  ['phone', '电话'],
  ['voice_message', '语音留言'],
  ['in_person', '当面'],
])
const wayOf = (code: string) => WAYS.find((one) => one.value === code)?.label ?? code
const SLOTS: Readonly<Record<string, string>> = { open: '空着', booked: '约了', withdrawn: '收回了' }

function slot(one: Schemas['OwnSlot']): Row {
  const { id, starts_at: at, ends_at: until, state } = one
  const open = state === 'open'
  return { id, at, until, way: wayOf(one.way), place: one.place?.name ?? '', what: SLOTS[state], tone: open ? '' : 'accent', request: null, open }
}

function booked(one: Schemas['AgendaLine']): Row {
  const { id, starts_at: at, ends_at: until, request_id: request } = one
  return { id, at, until, way: wayOf(one.way), place: one.place?.name ?? '', what: one.words, tone: 'accent', request, open: false }
}

/** A counsellor's day: who has booked, and which times are still free. */
export const room = plan<Row>({
  title: '心理服务',
  about: '她在手机上两下就能约到这里的时间。记录只有您和督导看得到，单位和乡镇都看不到。',
  empty: '没有安排。放几个时间出来，她才约得到。',
  tabs: [
    ['agenda', '约好的'],
    ['slots', '我放出来的时间'],
  ],
  ask: async ({ tab }) => {
    const query = { limit: 100 }
    if (tab === 'slots') return { items: (await asked(api.GET('/v1/desk/counselling/slots', { params: { query } }))).items.map(slot) }
    return { items: (await asked(api.GET('/v1/desk/counselling/agenda', { params: { query } }))).items.map(booked) }
  },
  key: (one) => one.id,
  columns: [
    { label: '什么时候', of: (one) => `${minute(one.at)} 到 ${minute(one.until).split(' ')[1]}` },
    { label: '怎么谈', of: (one) => `${one.way} ${one.place}` },
    { label: '现在', of: (one) => one.what, tone: (one) => one.tone },
    { label: '打开', of: (one) => (one.request ? '看这件事' : '—'), to: (one) => (one.request ? `/counselling/${one.request}` : null) },
  ],
  news: [
    {
      label: '放一个时间',
      needs: 'counselling:offer',
      fields: [
        { name: 'starts_at', label: '从什么时候', kind: 'time' },
        { name: 'minutes', label: '多少分钟', kind: 'number', least: 15, most: 120 },
        { name: 'way', label: '怎么谈', kind: 'choice', options: WAYS },
        { name: 'place', label: '妇女之家的代码（当面谈才填）', kind: 'short', optional: true, most: 40 },
      ],
      do: (_row, body, key) => send('POST', '/v1/desk/counselling/slots', { body, key }),
    },
  ],
  acts: [
    {
      label: '收回',
      when: (one) => one.open,
      do: (one, _body, key) => send('DELETE', '/v1/desk/counselling/slots/{slot_id}', { path: { slot_id: one.id }, key }),
    },
  ],
})
