import { JPEG_QUALITY, LONGEST_SIDE, MOST_PHOTOS } from '../limits'
import type { Kept, Photos } from '../types'
import { files } from './files'

function chosen(): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = 'image/*'
    input.multiple = true
    input.onchange = () => resolve(Array.from(input.files ?? []))
    input.addEventListener('cancel', () => resolve([]))
    input.click()
  })
}

/** Make a picture small before it costs her data: at most 1600 px, JPEG. */
async function small(file: File): Promise<Blob> {
  const picture = await createImageBitmap(file)
  const shrink = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.width * shrink)
  canvas.height = Math.round(picture.height * shrink)
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  const made = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY))
  return made ?? file
}

async function keepSmall(file: File): Promise<Kept> {
  const made = await small(file).catch(() => file)
  return files.keep(await made.arrayBuffer(), made.type || 'image/jpeg')
}

export const photos: Photos = {
  async choose(most) {
    const picked = (await chosen()).slice(0, Math.min(most, MOST_PHOTOS))
    return Promise.all(picked.map(keepSmall))
  },
}
