import { onMounted, onUnmounted, ref, type Ref } from 'vue'

interface Doings {
  open: (id: string) => void
  find: () => void
}

const TYPING = 'input, textarea, select, [contenteditable], [role="dialog"]'

/** j and k move through the rows, enter opens one, / finds; never while somebody types. */
export function useQueueKeys(rows: Ref<{ id: string }[]>, doings: Doings): { at: Ref<number> } {
  const at = ref(-1)
  const acts: Record<string, () => void> = {
    j: () => (at.value = Math.min(at.value + 1, rows.value.length - 1)),
    k: () => (at.value = Math.max(at.value - 1, 0)),
    Enter: () => {
      const row = rows.value[at.value]
      if (row) doings.open(row.id)
    },
    '/': doings.find,
  }

  function press(event: KeyboardEvent): void {
    const act = acts[event.key]
    if (!act || event.ctrlKey || event.metaKey || event.altKey || (event.target as Element).closest(TYPING)) return
    if (event.key === 'Enter' && (event.target as Element).closest('a, button')) return
    event.preventDefault()
    act()
  }

  onMounted(() => document.addEventListener('keydown', press))
  onUnmounted(() => document.removeEventListener('keydown', press))
  return { at }
}
