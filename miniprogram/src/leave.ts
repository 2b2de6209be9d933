/** Quick exit: the plain page first, everything else after it (SAF-01). */
import { leaving, player } from '@/platform'
import { forgetWhatIsHidden } from '@/stores/forgetting'
import { useSession } from '@/stores/session'

/** One tap anywhere. Nothing stands before the swap and nothing is waited for. */
export function leaveQuickly(): void {
  leaving.swapToPlain()
  player.stop()
  forgetWhatIsHidden('left', useSession().profile)
  useSession().lock()
}
