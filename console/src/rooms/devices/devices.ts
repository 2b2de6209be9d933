import { api, asked, type Schemas } from '@/api/client'
import { send } from '@/parts/calls'
import { plan } from '@/parts/plan'
import { minute } from '@/parts/when'

type Session = Schemas['Sessions']['items'][number]

/** Where one is signed in; what is not one's own is shut at once. */
export const room = plan<Session>({
  title: '我的设备',
  about: '看到不认识的，马上退出它，再改密码。',
  empty: '只有这一台。',
  ask: () => asked(api.GET('/v1/staff/sessions')),
  key: (one) => one.id,
  columns: [
    { label: '从什么时候', of: (one) => minute(one.signed_in_at) },
    { label: '到什么时候', of: (one) => minute(one.expires_at) },
    { label: '是哪一台', of: (one) => (one.current ? '这一台' : '另一台'), tone: (one) => (one.current ? 'accent' : 'warn') },
  ],
  acts: [
    {
      label: '退出它',
      grave: true,
      when: (one) => !one.current,
      do: (one, _body, key) => send('DELETE', '/v1/staff/sessions/{session_id}', { path: { session_id: one.id }, key }),
    },
  ],
})
