/** What happens once when the app is opened, before its first page. */
import { useHolder } from '@/api/client'
import { seenAgain, touched } from '@/idle'
import { device, network } from '@/platform'
import { watchLine } from '@/stores/line'
import { useNumbers } from '@/stores/numbers'
import { useOutbox } from '@/stores/outbox'
import { useSession } from '@/stores/session'
import { useSettings } from '@/stores/settings'

export function start(): void {
  const session = useSession()
  useHolder({ token: () => session.tokens?.access ?? null, ready: () => session.ready(), renew: () => session.renew() })
  useSettings().set({})
  device.touched(touched)
  touched()
  useOutbox().load()
  watchLine(goOn)
  if (network.online()) goOn()
  device.prepare()
}

/** There is a network: what waits goes, and numbers for the next time without one come. */
function goOn(): void {
  useOutbox().flush()
  void useNumbers().fill()
}

/** The app comes back into sight. */
export function back(): void {
  seenAgain()
  useSettings().set({})
  if (network.online()) goOn()
}
