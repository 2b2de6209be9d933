import { defineStore } from 'pinia'
import { device } from '@/platform'
import { box } from './boxes'

export const SCALES = [1, 1.4, 1.8] as const
export type Scale = (typeof SCALES)[number]
/** Whether words she has not sent yet may stay on this telephone when the matter is delicate (OFF-01). */
export type KeepsDelicate = 'ask' | 'keep' | 'never'

interface Settings {
  scale: Scale
  delicate: KeepsDelicate
  onlyWifi: boolean
}

const NAME = 'settings'
const AT_FIRST: Settings = { scale: 1, delicate: 'ask', onlyWifi: true }

function nearest(wanted: number): Scale {
  return SCALES.reduce((best, one) => (Math.abs(one - wanted) < Math.abs(best - wanted) ? one : best))
}

/** What is set on this telephone, whoever uses it. */
export const useSettings = defineStore('settings', {
  state: (): Settings => ({ ...AT_FIRST, ...box(null).read<Partial<Settings>>(NAME) }),
  getters: {
    /** WeChat's own size of letters where there is one, else her switch. */
    shownScale: (state): Scale => nearest(device.scale() ?? state.scale),
    hasOwnSwitch: () => device.scale() === null,
  },
  actions: {
    set(change: Partial<Settings>) {
      Object.assign(this, change)
      box(null).write(NAME, { scale: this.scale, delicate: this.delicate, onlyWifi: this.onlyWifi })
      device.enlarge(this.shownScale)
    },
  },
})
