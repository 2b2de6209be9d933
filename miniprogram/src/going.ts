/** Where one goes next: signing in only when something must be hers, and back to where she was. */
import { useSession } from '@/stores/session'

export const TABS = ['/pages/home/index', '/pages/requests/list', '/pages/learn/index', '/pages/mine/index']

/** Go somewhere of this app, whatever kind of page it is. */
export function goTo(url: string): void {
  if (TABS.includes(url)) uni.switchTab({ url, fail: () => uni.reLaunch({ url }) })
  else uni.navigateTo({ url })
}

/** Whether it may go on: a guest signs in first, one who is locked gives her PIN first, and both come back to `to`. */
export function mustBeHer(to: string): boolean {
  const session = useSession()
  if (session.guest || session.mustSignInAgain) return away('/pages/sign-in/index', to)
  if (session.locked) return away('/pages/lock/index', to)
  return true
}

function away(page: string, to: string): false {
  uni.navigateTo({ url: `${page}?to=${encodeURIComponent(to)}` })
  return false
}

/** After signing in or unlocking: to where she wanted to go, never out of this app. */
export function goOn(to: string | undefined): void {
  const wanted = to ? decodeURIComponent(to) : ''
  if (wanted.startsWith('/pages/') && !TABS.includes(wanted)) uni.redirectTo({ url: wanted })
  else uni.reLaunch({ url: TABS.includes(wanted) ? wanted : '/pages/home/index' })
}
