/** uni's fields put a label on their outer element; a screen reader reads the one inside. Copy it there as fields appear. */
const FIELDS = 'uni-input[aria-label], uni-textarea[aria-label]'

function label(outer: Element): void {
  outer.querySelector('input, textarea')?.setAttribute('aria-label', outer.getAttribute('aria-label') ?? '')
}

export function labelFields(): void {
  const all = () => document.querySelectorAll(FIELDS).forEach(label)
  new MutationObserver(all).observe(document.body, { childList: true, subtree: true, attributeFilter: ['aria-label'] })
  all()
}
