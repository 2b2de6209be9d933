import { api, send } from '@/api/client'
import type { components } from '@/api/schema'
import { files, type Kept } from '@/platform'
import { sha256 } from './sha256'

type Upload = components['schemas']['UploadShown']
type Begin = components['schemas']['BeginUpload']

export interface Medium {
  file: Kept
  kind: Begin['kind']
  purpose: Begin['purpose']
  /** The key it begins under; the same file is begun once, however often the signal is lost. */
  key: string
  uploadId: string | null
  /** The file it became on the server. */
  fileId: string | null
}

/** Send one file in pieces; a piece that was taken is not sent again (OFF-06). Throws what the API refused. */
export async function sendMedium(medium: Medium, requestId: string | null, moved: () => void): Promise<void> {
  const bytes = await files.read(medium.file.id)
  if (!bytes) return gone(medium)
  const upload = await begun(medium, bytes, requestId)
  medium.uploadId = upload.id
  moved()
  for (const number of missing(upload)) await sendPiece(upload, bytes, number)
  const done = await api.post('/v1/uploads/{upload_id}/complete', { path: { upload_id: upload.id }, key: `${medium.key}-c` })
  medium.fileId = done.file_id
  moved()
  await files.drop(medium.file.id)
}

/** What is no longer on the telephone cannot be sent; nothing else waits for it. */
function gone(medium: Medium): void {
  medium.fileId = ''
}

async function begun(medium: Medium, bytes: ArrayBuffer, requestId: string | null): Promise<Upload> {
  if (medium.uploadId) return api.get('/v1/uploads/{upload_id}', { path: { upload_id: medium.uploadId } })
  const body: Begin = { kind: medium.kind, purpose: medium.purpose, request_id: null, size: bytes.byteLength, sha256: sha256(bytes) }
  if (medium.purpose === 'request') body.request_id = requestId
  return api.post('/v1/uploads', { body, key: medium.key })
}

function missing(upload: Upload): number[] {
  const all = Array.from({ length: upload.parts }, (_, i) => i + 1)
  return all.filter((number) => !upload.received.includes(number))
}

async function sendPiece(upload: Upload, bytes: ArrayBuffer, number: number): Promise<void> {
  const piece = bytes.slice((number - 1) * upload.part_bytes, number * upload.part_bytes)
  await send('put', '/v1/uploads/{upload_id}/parts/{number}', {
    path: { upload_id: upload.id, number },
    body: piece,
    header: { 'content-type': 'application/octet-stream', 'x-part-sha256': sha256(piece) },
  })
}
