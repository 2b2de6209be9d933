import type { Connection, Network } from '../types'

interface Line extends EventTarget {
  type?: string
}

function kind(): Connection {
  if (!navigator.onLine) return 'none'
  const line = (navigator as Navigator & { connection?: Line }).connection
  if (line?.type === 'wifi' || line?.type === 'ethernet') return 'wifi'
  return line?.type === 'cellular' ? 'mobile' : 'unknown'
}

export const network: Network = {
  online: () => navigator.onLine,
  kind,
  watch(changed) {
    const tell = () => changed(navigator.onLine)
    window.addEventListener('online', tell)
    window.addEventListener('offline', tell)
    return () => {
      window.removeEventListener('online', tell)
      window.removeEventListener('offline', tell)
    }
  },
}
