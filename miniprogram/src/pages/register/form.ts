import { computed } from 'vue'
import type { components } from '@/api/schema'
import type { Where } from '@/components/AppPlace.vue'
import type { Clip } from '@/platform'
import { keptForm } from '@/stores/kept-form'
import { monthText } from '@/when'

type Register = components['schemas']['Register']

/** Her eight answers, as she gives them (LED-01). */
export interface Form {
  place: Where | null
  away: 'yes' | 'no' | null
  outside: 'in' | 'out' | 'unknown' | null
  year: number | null
  month: number | null
  needs: string[]
  name: string
  spoken: Clip[]
  hasPhone: 'yes' | 'no' | null
  phone: string
  heard: boolean
}

function emptyForm(): Form {
  return {
    place: null,
    away: null,
    outside: null,
    year: null,
    month: null,
    needs: [],
    name: '',
    spoken: [],
    hasPhone: null,
    phone: '',
    heard: false,
  }
}

/** It lives as a draft until the server has it; who is away and for how long is never left on a shared telephone unasked. */
export const registering = keptForm<Form>('register', emptyForm, () => true)

export const NO_NEED = 'none'
const PHONE = /^1[3-9]\d{9}$/

/** What stands in the way of going on from each of the three screens; nothing else ever does. */
export function holdsBack(form: Form) {
  const where = computed(() => !form.place || !form.away)
  const life = computed(() => form.needs.length === 0)
  const phoneWrong = computed(() => form.hasPhone === 'yes' && form.phone !== '' && !PHONE.test(form.phone))
  const nameless = computed(() => !form.name.trim() && form.spoken.length === 0)
  const you = computed(() => nameless.value || phoneWrong.value || !form.hasPhone || !form.heard)
  return { where, life, you, phoneWrong }
}

/** Where he is and since when; what she does not know is left open. */
function awayOf(form: Form): Pick<Register, 'husband_away' | 'outside_county' | 'away_since'> {
  if (form.away !== 'yes') return { husband_away: false, outside_county: null, away_since: null }
  return {
    husband_away: true,
    outside_county: form.outside === 'in' || form.outside === 'out' ? form.outside === 'out' : null,
    away_since: form.year && form.month ? monthText(form.year, form.month) : null,
  }
}

export function bodyOf(form: Form, number: string | null): Register {
  return {
    ...awayOf(form),
    village: form.place?.village ?? '',
    needs: form.needs.filter((one) => one !== NO_NEED),
    name: form.name.trim() || null,
    phone: form.hasPhone === 'yes' && PHONE.test(form.phone) ? form.phone : null,
    consent_heard: form.heard,
    receipt_number: number,
  }
}
