import { createRouter, createWebHashHistory } from 'vue-router'
import { ROOM_PAGES } from '@/rooms/rooms'
import { useSession } from '@/stores/session'

/** Every room is its own chunk; an address holds codes and ids only, never a word about a person. */
export const router = createRouter({
  history: createWebHashHistory('/console/'),
  routes: [
    { path: '/sign-in', component: () => import('@/rooms/sign-in/SignIn.vue'), meta: { open: true } },
    { path: '/invitation', component: () => import('@/rooms/sign-in/Invitation.vue'), meta: { open: true } },
    {
      path: '/',
      component: () => import('@/shell/Shell.vue'),
      children: [
        { path: '', component: () => import('@/shell/FirstRoom.vue') },
        { path: 'second-factor', component: () => import('@/rooms/sign-in/SecondFactor.vue') },
        { path: 'requests/:id', component: () => import('@/rooms/request/RequestRoom.vue'), meta: { room: 'queue' } },
        { path: 'registrations/:id', component: () => import('@/rooms/registrations/EntryRoom.vue'), meta: { room: 'registrations' } },
        { path: 'legal-aid/:id', component: () => import('@/rooms/aid/AidCase.vue'), meta: { room: 'legal_aid' } },
        { path: 'counselling/:id', component: () => import('@/rooms/counselling/CareCase.vue'), meta: { room: 'counselling' } },
        { path: 'courses/:id', component: () => import('@/rooms/courses/CourseRoom.vue'), meta: { room: 'courses' } },
        { path: 'contact-matrix', component: () => import('@/rooms/admin/ContactMatrix.vue'), meta: { room: 'contacts' } },
        ...ROOM_PAGES.map((one) => ({ path: one.path.slice(1), component: one.page, meta: { room: one.room } })),
      ],
    },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})

/** Know who is here before any room is drawn; what no longer holds is forgotten. */
async function isKnown(): Promise<boolean> {
  const session = useSession()
  if (session.me) return true
  try {
    await session.load()
    return true
  } catch {
    session.forget('登录已经过期，请重新登录。')
    return false
  }
}

function mayEnter(room: string | undefined): boolean {
  return room === undefined || (useSession().me?.rooms.some((one) => one.room === room) ?? false)
}

/** Nobody enters unsigned; a room that the API would refuse is not there. */
router.beforeEach(async (to) => {
  if (to.meta.open) return true
  if (!useSession().isIn) return { path: '/sign-in', query: to.path === '/' ? {} : { to: to.fullPath } }
  if (!(await isKnown())) return '/sign-in'
  return mayEnter(to.meta.room) ? true : '/'
})
