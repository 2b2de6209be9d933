/** The larger pictures of the first page: the same hand on a 96-grid. `tone` lies under `line`. */
export const DRAWINGS = {
  // Two hands holding a small house: somebody helps.
  help: {
    tone: '<path d="M48 18 28 34v22h40V34z"/><path d="M14 62c10-4 18-2 24 4l22-1 16-9c5-2 8 4 4 7L58 80H34L14 84z"/>',
    line: '<path d="M24 37 48 18l24 19"/><path d="M30 33v21M66 33v17M42 52V42a6 6 0 0 1 12 0v10"/><path d="M14 62c10-4 18-2 24 4h14a5 5 0 0 1 0 10H40"/><path d="M56 68l20-11c5-2.5 9 3.5 4 7L58 80c-10 1-20-3-30 0l-14 4"/>',
  },
  // A spool and a needle: a craft learned.
  learn: {
    tone: '<path d="M24 36h32v32H24z"/><path d="M18 26h44v10H18zM18 68h44v10H18z"/>',
    line: '<path d="M19 26h42v10H19zM19 68h42v10H19z"/><path d="M25 36v32M55 36v32M25 47l30-6M25 56l30-6M25 65l30-6"/><path d="M55 62c14 4 8-16 18-14 6 1 5 8 1 12"/><path d="M81 20 70 78l-1-15z"/><path d="m79 28 1-4"/>',
  },
  // A sprout out of a coin: a small business begins.
  earn: {
    tone: '<circle cx="48" cy="62" r="20"/><path d="M48 34c-2-12-12-18-24-16 0 12 10 20 24 16zM48 30c2-10 10-16 22-15 1 11-8 18-22 15z"/>',
    line: '<circle cx="48" cy="62" r="20"/><path d="m41 54 7 9 7-9M41 64h14M41 70h14M48 63v12"/><path d="M48 42V30"/><path d="M48 36c-2-12-12-18-24-16 0 12 10 20 24 16zM48 30c2-10 10-16 22-15 1 11-8 18-22 15z"/>',
  },
  // A mother and a child under one arm.
  family: {
    tone: '<path d="M18 82c0-22 8-36 22-36 10 0 16 6 19 16 8 0 15 7 17 20z"/><circle cx="38" cy="28" r="13"/><circle cx="62" cy="50" r="9"/>',
    line: '<circle cx="38" cy="29" r="12"/><path d="M27 26c6 1 12-1 15-7 2 4 5 6 8 7M50 22c6 2 8 8 6 14"/><path d="M18 82c0-22 7-36 20-36 6 0 10 2 13 5"/><circle cx="62" cy="55" r="8.5"/><path d="M32 62c2 9 9 13 18 12"/><path d="M48 82c1-9 6-14 14-14s14 6 15 14"/><path d="M59 55h.01M65 55h.01"/>',
  },
} as const

export type DrawingName = keyof typeof DRAWINGS
