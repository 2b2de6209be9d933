import type { Player, Playing } from './types'

let sound: UniApp.InnerAudioContext | null = null
let wanted: Playing = {}

function end(): void {
  if (!sound) return
  const [one, { onEnd }] = [sound, wanted]
  sound = null
  wanted = {}
  one.stop()
  one.destroy()
  onEnd?.()
}

export const player: Player = {
  play(address, how = {}) {
    end()
    const one = uni.createInnerAudioContext()
    sound = one
    wanted = how
    one.src = address
    one.startTime = how.from ?? 0
    one.playbackRate = how.rate ?? 1
    one.onTimeUpdate(() => how.onTime?.(one.currentTime, one.duration || 0))
    one.onEnded(end)
    one.onError(() => {
      if (sound !== one) return
      how.onFail?.()
      end()
    })
    one.play()
  },
  pause: () => sound?.pause(),
  resume: () => sound?.play(),
  stop: end,
  seek: (second) => sound?.seek(second),
  rate: (rate) => {
    if (sound) sound.playbackRate = rate
  },
}
