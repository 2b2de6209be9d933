import { createRouter, createWebHashHistory } from 'vue-router'

/** Every room is its own chunk; an address holds codes only, never a word about a person. */
export const router = createRouter({
  history: createWebHashHistory(),
  routes: [{ path: '/', component: () => import('@/rooms/sign-in/SignIn.vue') }],
})
