/** Three faces on a 48-grid, for what she thinks of how it went. */
const round = '<circle cx="24" cy="24" r="19"/><path d="M17 19.5v1.500M31 19.5v1.5"/>'

export const FACES = {
  glad: `${round}<path d="M15 27.500c2 4.5 5 6.5 9 6.500s7-2 9-6.500z"/>`,
  so_so: `${round}<path d="M17 31h14"/>`,
  unhappy: `${round}<path d="M16.5 33.500c1.5-3.5 4.2-5 7.5-5s6 1.5 7.5 5"/>`,
} as const

export type FaceName = keyof typeof FACES
