/** What a telephone can do for her, said once; the web page and WeChat each have a face that does it. */

/** A file kept on this telephone. `id` finds it again after a restart. */
export interface Kept {
  id: string
  type: string
  size: number
}

export interface Clip {
  file: Kept
  seconds: number
}

export type Trouble = 'not-allowed' | 'not-there' | 'cancelled' | 'too-short' | 'failed'

/** Something of the telephone did not work; `trouble` says which sentence she is told. */
export class Refused extends Error {
  constructor(readonly trouble: Trouble) {
    super(trouble)
  }
}

/** Small things, kept at once and without waiting. A full telephone answers false. */
export interface Storage {
  read<T>(key: string): T | null
  write(key: string, value: unknown): boolean
  remove(key: string): void
  keys(prefix: string): string[]
}

/** Sounds and pictures. */
export interface Files {
  keep(bytes: ArrayBuffer, type: string, id?: string): Promise<Kept>
  read(id: string): Promise<ArrayBuffer | null>
  /** Where a player or an image finds it, until the app is closed. */
  address(file: Kept): Promise<string>
  drop(id: string): Promise<void>
  list(): Promise<string[]>
}

export type Connection = 'wifi' | 'mobile' | 'none' | 'unknown'

export interface Network {
  online(): boolean
  kind(): Connection
  /** Calls back at every change; the answer stops it. */
  watch(changed: (online: boolean) => void): () => void
}

export interface Recording {
  /** The clip, after `stop` or 60 seconds; refused with `cancelled` after `cancel`. */
  done: Promise<Clip>
  stop(): void
  cancel(): void
}

export interface Recorder {
  start(): Promise<Recording>
}

export interface Photos {
  /** At most nine, already made small. Nothing chosen is an empty list. */
  choose(most: number): Promise<Kept[]>
}

export interface Playing {
  rate?: number
  from?: number
  onTime?: (second: number, of: number) => void
  onEnd?: () => void
  onFail?: () => void
}

/** One sound at a time: a second one ends the first. */
export interface Player {
  play(address: string, how?: Playing): void
  pause(): void
  resume(): void
  stop(): void
  seek(second: number): void
  rate(rate: number): void
}

export type Answered = 'accept' | 'reject' | 'ban' | 'filter'

/** What only WeChat has; on the web page each is absent, and `null` says so. */
export interface WeChat {
  loginCode(): Promise<string>
  /** The code of the telephone button, from its event; null when she refused. */
  phoneCodeOf(event: unknown): string | null
  /** Must be called straight from her tap. One yes buys one message. */
  subscribe(templates: string[]): Promise<Record<string, Answered>>
}

export interface Device {
  /** Has the plain page ready at once, and keeps what was built for the next start without a network. */
  prepare(): void
  /** The size of letters set in WeChat, or null where she has a switch of her own. */
  scale(): number | null
  /** Big letters for the whole page (the web page only; WeChat does it itself). */
  enlarge(scale: number): void
  dark(): boolean
  call(number: string): void
  /** Calls back whenever she touches the screen. */
  touched(again: () => void): void
  /** Calls back when the app goes out of sight or is about to be closed. */
  hidden(gone: () => void): void
  /** Gives her a file to keep outside the app. */
  save(file: Kept, name: string): Promise<void>
  title(words: string): void
}

export interface Leaving {
  /** Puts the plain page where everything was; nothing is waited for, and back does not return. */
  swapToPlain(): void
  /** Goes from the plain page to the first page, because she asked. */
  comeBack(): void
}

export interface Platform {
  name: 'h5' | 'weixin'
  storage: Storage
  files: Files
  network: Network
  recorder: Recorder
  photos: Photos
  player: Player
  wechat: WeChat | null
  device: Device
  leaving: Leaving
}
