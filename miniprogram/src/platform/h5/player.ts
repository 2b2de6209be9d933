import type { Player, Playing } from '../types'

let sound: HTMLAudioElement | null = null
let wanted: Playing = {}

function end(): void {
  if (!sound) return
  const { onEnd } = wanted
  sound.onended = sound.onerror = sound.ontimeupdate = null
  sound.pause()
  sound = null
  wanted = {}
  onEnd?.()
}

function play(address: string, how: Playing = {}): void {
  end()
  const one = new Audio(address)
  sound = one
  wanted = how
  one.playbackRate = how.rate ?? 1
  if (how.from) one.currentTime = how.from
  one.ontimeupdate = () => how.onTime?.(one.currentTime, Number.isFinite(one.duration) ? one.duration : 0)
  one.onended = end
  one.onerror = () => {
    how.onFail?.()
    end()
  }
  one.play().catch(() => {
    if (sound === one) one.onerror?.('')
  })
}

export const player: Player = {
  play,
  pause: () => sound?.pause(),
  resume: () => void sound?.play().catch(end),
  stop: end,
  seek: (second) => {
    if (sound) sound.currentTime = second
  },
  rate: (rate) => {
    if (sound) sound.playbackRate = rate
  },
}
