/** wxml knows no inline svg: a drawing becomes a mask, and the colour of the words shines through it. */
export function maskOf(inside: string, grid = 24, filled = false): string {
  const paint = filled
    ? 'fill="#000"'
    : `fill="none" stroke="#000" stroke-width="${grid === 24 ? 1.75 : 3}" stroke-linecap="round" stroke-linejoin="round"`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${grid} ${grid}" ${paint}>${inside}</svg>`
  const address = `url("data:image/svg+xml,${encodeURIComponent(svg)}")`
  return `-webkit-mask-image:${address};mask-image:${address};`
}
