/** Nine pictures for a picture PIN of three, and for telling people on one telephone apart. Names are icons of ours. */
export const PICTURES = ['sun', 'moon', 'rice', 'house', 'umbrella', 'book', 'basket', 'ball', 'kite'] as const
export const PICTURES_IN_PIN = 3
export const LEAST_DIGITS = 4
export const MOST_DIGITS = 6

export const FACES = ['flower', 'sun', 'moon', 'rice', 'umbrella', 'kite', 'drum', 'basket'] as const

/** Three pictures in their order as the API wants them. */
export function pinOfPictures(chosen: readonly string[]): string {
  return chosen.join('-')
}
