/** What happens once when the app is opened, before its first page. */
import { watch } from 'vue'
import { useHolder } from '@/api/client'
import { seenAgain, touched } from '@/idle'
import { device, network } from '@/platform'
import { whenHidden } from '@/stores/forgetting'
import { watchLine } from '@/stores/line'
import { useNumbers } from '@/stores/numbers'
import { useOutbox } from '@/stores/outbox'
import { useSession } from '@/stores/session'
import { useSettings } from '@/stores/settings'
import { sweep } from '@/stores/sweeping'

export function start(): void {
  const session = useSession()
  useHolder({ token: () => session.tokens?.access ?? null, ready: () => session.ready(), renew: () => session.renew() })
  useSettings().set({})
  device.touched(touched)
  touched()
  const outbox = useOutbox()
  outbox.load()
  watch(() => session.profile, outbox.load)
  whenHidden((how, profile) => {
    if (how === 'gone') outbox.forget(profile)
    if (how !== 'locked') void sweep(outbox.items)
  })
  void sweep(outbox.items)
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
