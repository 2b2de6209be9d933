import { LEAST_SECONDS, MOST_SECONDS } from '../limits'
import { Refused, type Clip, type Recorder, type Recording } from '../types'
import { files } from './files'

const WANTED = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4']

async function microphone(): Promise<MediaStream> {
  if (!navigator.mediaDevices || typeof MediaRecorder === 'undefined') throw new Refused('not-there')
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: true })
  } catch (error) {
    throw new Refused((error as DOMException).name === 'NotFoundError' ? 'not-there' : 'not-allowed')
  }
}

async function clipOf(pieces: Blob[], type: string, seconds: number): Promise<Clip> {
  if (seconds < LEAST_SECONDS) throw new Refused('too-short')
  const bytes = await new Blob(pieces, { type }).arrayBuffer()
  return { file: await files.keep(bytes, type.split(';')[0] ?? type), seconds }
}

function follow(machine: MediaRecorder, stream: MediaStream): Recording {
  const pieces: Blob[] = []
  const began = Date.now()
  let cancelled = false
  machine.ondataavailable = (event) => pieces.push(event.data)
  const ended = new Promise<void>((resolve) => (machine.onstop = () => resolve()))
  const timer = setTimeout(() => machine.stop(), MOST_SECONDS * 1000)
  const done = ended.then(() => {
    clearTimeout(timer)
    stream.getTracks().forEach((track) => track.stop())
    if (cancelled) throw new Refused('cancelled')
    return clipOf(pieces, machine.mimeType, Math.min(MOST_SECONDS, (Date.now() - began) / 1000))
  })
  done.catch(() => undefined) // who does not wait for it is not disturbed by it
  const stop = () => machine.state !== 'inactive' && machine.stop()
  return {
    done,
    stop: () => void stop(),
    cancel: () => {
      cancelled = true
      stop()
    },
  }
}

export const recorder: Recorder = {
  async start() {
    const stream = await microphone()
    const type = WANTED.find((one) => MediaRecorder.isTypeSupported(one))
    const machine = new MediaRecorder(stream, type ? { mimeType: type, audioBitsPerSecond: 24_000 } : undefined)
    machine.start()
    return follow(machine, stream)
  },
}
