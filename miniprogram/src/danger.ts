/** Words that may mean danger: the numbers are shown, and going on stays possible (RTE-07). The county's list, kept here to work without a network. */
export const DANGER_WORDS: Record<'violence' | 'self_harm' | 'child', readonly string[]> = {
  violence: [
    '打我', '打了我', '打老婆', '动手打', '动手', '家暴', '掐我', '掐脖子', '拿刀', '砍我', '杀我', '要杀', '打死', '往死里打',
    '威胁我', '不让我出门', '关起来', '锁在屋', '强奸', '强暴', '性侵', '扯头发', '泼汽油',
  ],
  self_harm: ['不想活', '活不下去', '想死', '寻死', '自杀', '自尽', '农药', '跳楼', '跳河', '跳水库', '上吊', '割腕', '了结自己', '一了百了'],
  child: [
    '打孩子', '打娃', '打女儿', '虐待孩子', '虐待娃', '猥亵', '摸女儿', '摸孩子', '摸娃', '欺负女儿', '侵害女儿', '孩子被摸',
    '女儿被', '孩子失踪', '孩子不见', '娃不见',
  ],
}

export type Danger = keyof typeof DANGER_WORDS

/** What she may be in danger of, by her words; nothing is ever sent anywhere for this. */
export function dangersIn(said: string): Danger[] {
  const plain = said.replace(/\s/g, '')
  return (Object.keys(DANGER_WORDS) as Danger[]).filter((topic) => DANGER_WORDS[topic].some((word) => plain.includes(word)))
}
