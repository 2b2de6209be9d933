/** Two minutes without a touch and the app is locked, for whoever has a PIN (SAF-03). */
import { useSession } from '@/stores/session'

export const LOCKS_AFTER_MS = 120_000
const LOCK_PAGE = '/pages/lock/index'

let last = Date.now()
let timer: ReturnType<typeof setTimeout> | null = null

/** She touched the screen. In WeChat every page says so itself. */
export function touched(): void {
  if (Date.now() - last >= LOCKS_AFTER_MS) return lockNow()
  last = Date.now()
  if (timer !== null) clearTimeout(timer)
  timer = setTimeout(lockNow, LOCKS_AFTER_MS)
}

/** The app comes back into sight: the time it was away counts. */
export function seenAgain(): void {
  if (Date.now() - last >= LOCKS_AFTER_MS) lockNow()
}

function lockNow(): void {
  last = Date.now()
  const session = useSession()
  if (!session.hasPin || session.locked) return
  session.lock()
  uni.reLaunch({ url: LOCK_PAGE })
}
