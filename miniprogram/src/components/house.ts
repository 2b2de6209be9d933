/** What the components need of the rest of the app, in one place. */
import { reactive } from 'vue'
import { useSettings, type Scale } from '@/stores/settings'

/** The size of words she sees: WeChat's own, or her switch. */
export const settings = reactive({
  get scale(): number {
    return useSettings().shownScale
  },
  set scale(scale: number) {
    useSettings().set({ scale: scale as Scale })
  },
})

export { line as network } from '@/stores/line'
export { words as t } from '@/strings'
export { listen, type Source } from '@/sound/listen'
export { leaveQuickly } from '@/leave'
export { touched } from '@/idle'

if (import.meta.env.DEV) Object.assign(globalThis, { __scale: (scale: number) => (settings.scale = scale) })
