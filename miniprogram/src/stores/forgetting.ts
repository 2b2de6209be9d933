/** What has to forget when she locks, leaves or signs out; each says so when it is first used, so that no store needs to know another. */
type Forget = (profile: string | null) => void

const all = new Set<Forget>()

export function whenHidden(forget: Forget): void {
  all.add(forget)
}

/** Nothing is waited for here. */
export function forgetWhatIsHidden(profile: string | null): void {
  all.forEach((forget) => forget(profile))
}
