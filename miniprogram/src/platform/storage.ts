import type { Storage } from './types'

/** uni's own storage is the same on both faces; keys of ours begin with this, so that nothing else is ever listed. */
const OURS = 'x.'

export const storage: Storage = {
  read<T>(key: string): T | null {
    try {
      const found = uni.getStorageSync(OURS + key) as string
      return found ? (JSON.parse(found) as T) : null
    } catch {
      return null
    }
  },
  write(key, value) {
    try {
      uni.setStorageSync(OURS + key, JSON.stringify(value))
      return true
    } catch {
      return false
    }
  },
  remove(key) {
    uni.removeStorageSync(OURS + key)
  },
  keys(prefix) {
    const all = uni.getStorageInfoSync().keys.filter((key) => key.startsWith(OURS + prefix))
    return all.map((key) => key.slice(OURS.length))
  },
}
