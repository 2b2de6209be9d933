import { ApiError } from '@/api/client'

export const MOST_TRIES = 5
const FIRST_MS = 1_000
const LONGEST_MS = 20_000

/** How long to wait after a try: twice as long each time, with up to half of it left to chance (OFF-04). */
export function pauseAfter(tries: number, chance: () => number = Math.random): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** (tries - 1))
  return Math.round(whole / 2 + (chance() * whole) / 2)
}

/** What a failure means: the same may be sent again, or only she can do something about it. */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  const inFlight = error.status === 409 && error.problem?.code === 'in_flight'
  return error.mayPass || error.status === 401 || error.status === 408 || inFlight
}
