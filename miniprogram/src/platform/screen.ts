/** What the system keeps for itself at the top of a page: the status line and, in WeChat, its capsule. */
export interface Kept {
  top: number
  right: number
}

export function kept(): Kept {
  const found: Kept = { top: 0, right: 0 }
  // #ifdef MP-WEIXIN
  const capsule = uni.getMenuButtonBoundingClientRect()
  found.top = capsule.top - 4
  found.right = uni.getWindowInfo().windowWidth - capsule.left
  // #endif
  return found
}
