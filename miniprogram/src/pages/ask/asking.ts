import type { components } from '@/api/schema'
import type { Where } from '@/components/AppPlace.vue'
import type { Clip, Kept } from '@/platform'
import { keptForm } from '@/stores/kept-form'

type Submit = components['schemas']['SubmitRequest']

/** One telling, while she goes from screen to screen. */
export interface Telling {
  services: string[]
  /** The most careful level among what she chose; as long as it is not ordinary, it is kept only if she says so. */
  delicate: boolean
  words: string
  spoken: Clip[]
  photos: Kept[]
  share: 'yes' | 'no' | null
  contact: 'open' | 'ring' | null
  place: Where | null
  guardian: 'yes' | 'no' | null
  about: string | null
  heard: boolean
}

const kept = keptForm<Telling>('ask', emptyTelling, (form) => form.delicate)
/** The telling under way, from its draft where there is one; every screen has the same. */
export const asking = kept.open
/** It is sent, or she does not want it: the next one begins empty. */
export const askingOver = kept.over

function emptyTelling(): Telling {
  return {
    services: [],
    delicate: false,
    words: '',
    spoken: [],
    photos: [],
    share: null,
    contact: null,
    place: null,
    guardian: null,
    about: null,
    heard: false,
  }
}

export function submitOf(form: Telling): Submit {
  return {
    services: form.services,
    telling: form.words.trim() || null,
    village: form.place?.village ?? null,
    receipt_numbers: [],
    share: form.share === 'yes',
    consent_heard: form.heard,
    about_office: form.about,
    guardian: form.guardian === 'yes',
    blocked_handlers: [],
    tells_only_when_open: form.contact === null ? null : form.contact === 'open',
    channel: 'app',
  }
}
