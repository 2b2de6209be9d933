/** What the server takes, so that she is not refused afterwards (REQ-13, MSG-02). */
export const MOST_SECONDS = 60
export const LEAST_SECONDS = 1
export const MOST_PHOTOS = 9
export const LONGEST_SIDE = 1600
export const JPEG_QUALITY = 0.8

const SUFFIX: Record<string, string> = { 'audio/mp4': '.m4a', 'audio/mpeg': '.mp3', 'audio/webm': '.webm', 'image/jpeg': '.jpg' }

/** Something nobody else has: for keys of sendings and names of files. */
export function randomId(): string {
  const part = () => Math.floor(Math.random() * 0x100000000).toString(16).padStart(8, '0')
  return `${Date.now().toString(16)}-${part()}${part()}`
}

/** A name for a file that a player understands. */
export function fileName(type: string): string {
  return randomId() + (SUFFIX[type.split(';')[0] ?? ''] ?? '.bin')
}
