import { onMounted, onUnmounted } from 'vue'
import { IDLE_MS } from '@/stores/held'
import { useSession } from '@/stores/session'

const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const
const GLANCE_MS = 5_000

/** Sign out after 15 minutes without a hand at the computer; a laptop that slept is looked at when it wakes. */
export function useIdleLock(): void {
  const session = useSession()
  let glance = 0

  function look(): void {
    if (session.held && Date.now() - session.held.touched >= IDLE_MS) {
      void session.signOut('您离开了 15 分钟，已经自动退出。没写完的话没有留在这台电脑上。')
    }
  }

  function awake(): void {
    look()
    session.touch()
  }

  onMounted(() => {
    for (const sign of SIGNS) addEventListener(sign, awake, { passive: true })
    document.addEventListener('visibilitychange', look)
    glance = window.setInterval(look, GLANCE_MS)
  })
  onUnmounted(() => {
    for (const sign of SIGNS) removeEventListener(sign, awake)
    document.removeEventListener('visibilitychange', look)
    clearInterval(glance)
  })
}
