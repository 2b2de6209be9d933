/** The land above the river, in three flat layers on a 400×150 field. */
export const HILLS = {
  sun: '<circle cx="312" cy="52" r="27"/>',
  far: '<path d="M0 150V92c38-22 70-34 104-22 30 10 46-18 84-26 44-9 66 34 104 26 40-9 70-26 108-14v94z"/>',
  near: '<path d="M0 150v-22c44-30 96-34 142-16 40 16 66 4 104-10 56-20 108-8 154 18v30z"/>',
  terraces:
    '<path d="M8 138c44-24 88-27 130-12 44 16 74 6 112-8 50-18 96-8 146 16M40 148c34-16 66-16 100-6 46 14 80 4 118-8 44-14 84-6 132 14"/>',
} as const
