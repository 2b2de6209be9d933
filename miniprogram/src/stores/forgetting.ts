/** What has to forget when she locks, leaves or signs out; each says so when it is first used, so that no store needs to know another. */

/** `locked`: she may come back with her PIN. `left`: nothing unsaved is to be found. `gone`: she signed out. */
export type How = 'locked' | 'left' | 'gone'
type Forget = (how: How, profile: string | null) => void

const all = new Set<Forget>()

export function whenHidden(forget: Forget): void {
  all.add(forget)
}

/** Nothing is waited for here. */
export function forgetWhatIsHidden(how: How, profile: string | null): void {
  all.forEach((forget) => forget(how, profile))
}
