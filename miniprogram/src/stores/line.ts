import { reactive } from 'vue'
import { network } from '@/platform'

/** Whether there is a network now, for what is drawn. */
export const line = reactive({ online: true })

/** Keep it true, and say whenever a network comes back. */
export function watchLine(back: () => void): void {
  line.online = network.online()
  network.watch((online) => {
    line.online = online
    if (online) back()
  })
}
