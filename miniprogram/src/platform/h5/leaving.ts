import type { Leaving } from '../types'

const PLAIN = '/pages/plain/index'
const FIRST = '/pages/home/index'
const FLOOR = 'floor'

interface Standing {
  position?: number
}

function standing(): number {
  return (history.state as Standing | null)?.position ?? 0
}

/** How far down in the browser's history there is something that is not to be seen again. */
function floor(): number {
  return Number(sessionStorage.getItem(FLOOR) ?? -1)
}

/** Stands before the router: whoever goes back beyond the floor stays where they are. */
function refuse(event: PopStateEvent): void {
  const wanted = (event.state as Standing | null)?.position ?? 0
  if (wanted >= floor()) return
  event.stopImmediatePropagation()
  history.go(floor() - wanted)
}

if (typeof window !== 'undefined' && typeof window.addEventListener === 'function') {
  window.addEventListener('popstate', refuse, { capture: true })
}

function swapToPlain(): void {
  uni.reLaunch({ url: PLAIN })
  document.title = '天气'
  sessionStorage.setItem(FLOOR, String(standing()))
}

export const leaving: Leaving = {
  swapToPlain,
  comeBack: () => void uni.reLaunch({ url: FIRST }),
}
