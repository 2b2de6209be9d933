import type { components } from '@/api/schema'

type State = components['schemas']['RequestState']

/** Where it is, in four plain families. */
export const FAMILIES = ['got', 'doing', 'you', 'done'] as const
export type Family = (typeof FAMILIES)[number]

const OF: Record<State, Family> = {
  submitted: 'got',
  triage: 'got',
  reopened: 'doing',
  accepted: 'doing',
  working: 'doing',
  returned: 'doing',
  ruling: 'doing',
  referred_out: 'doing',
  review: 'doing',
  waiting: 'you',
  resolved: 'you',
  rejected: 'done',
  closed: 'done',
  withdrawn: 'done',
}
export const FAMILY_ICONS: Record<Family, string> = { got: 'save', doing: 'office', you: 'message', done: 'check' }

export const familyOf = (state: State): Family => OF[state] ?? 'doing'
