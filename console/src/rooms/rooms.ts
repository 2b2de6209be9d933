import type { Component } from 'vue'
import type { Schemas } from '@/api/client'
import { planned } from '@/parts/plan'

export type Room = Schemas['Room']

/** One room of the desk: where it stands in the menu and the page behind it. */
export interface RoomPage {
  room: Room
  path: string
  group: Group
  page: () => Promise<Component>
}

export type Group = '每天' | '核对' | '看数' | '管理' | '我'

export const GROUPS: readonly Group[] = ['每天', '核对', '看数', '管理', '我']

/** Every room that has a page; who may enter is what the API says of the worker (`/v1/staff/me`). */
export const ROOM_PAGES: readonly RoomPage[] = [
  { room: 'queue', path: '/requests', group: '每天', page: () => import('@/rooms/queue/QueueRoom.vue') },
  { room: 'registrations', path: '/registrations', group: '每天', page: () => import('@/rooms/registrations/RegistrationsRoom.vue') },
  { room: 'calls', path: '/calls', group: '每天', page: () => import('@/rooms/calls/CallsRoom.vue') },
  { room: 'questions', path: '/questions', group: '每天', page: () => import('@/rooms/questions/QuestionsRoom.vue') },
  { room: 'legal_aid', path: '/legal-aid', group: '每天', page: () => import('@/rooms/aid/AidRoom.vue') },
  { room: 'visits', path: '/visits', group: '每天', page: planned(() => import('@/rooms/visits/visits')) },
  { room: 'counselling', path: '/counselling', group: '每天', page: planned(() => import('@/rooms/counselling/slots')) },
  { room: 'courses', path: '/courses', group: '每天', page: planned(() => import('@/rooms/courses/courses')) },
  { room: 'loans', path: '/loans', group: '每天', page: planned(() => import('@/rooms/loans/loans')) },
  { room: 'loan_tips', path: '/loan-tips', group: '每天', page: planned(() => import('@/rooms/loans/tips')) },
  { room: 'reviews', path: '/reviews', group: '每天', page: planned(() => import('@/rooms/reviews/reviews')) },
  { room: 'saved_replies', path: '/saved-replies', group: '每天', page: planned(() => import('@/rooms/answers/replies')) },
  { room: 'public_answers', path: '/public-answers', group: '每天', page: planned(() => import('@/rooms/answers/answers')) },
  { room: 'duplicates', path: '/duplicates', group: '核对', page: planned(() => import('@/rooms/ledger/duplicates')) },
  { room: 'corrections', path: '/corrections', group: '核对', page: planned(() => import('@/rooms/ledger/corrections')) },
  { room: 'ledger_exports', path: '/ledger-exports', group: '核对', page: planned(() => import('@/rooms/ledger/exports')) },
  { room: 'versions', path: '/versions', group: '管理', page: planned(() => import('@/rooms/admin/versions')) },
  { room: 'figures', path: '/figures', group: '看数', page: () => import('@/rooms/figures/FiguresRoom.vue') },
  { room: 'coverage', path: '/coverage', group: '看数', page: planned(() => import('@/rooms/admin/coverage')) },
  { room: 'people', path: '/people', group: '管理', page: planned(() => import('@/rooms/admin/people')) },
  { room: 'offices', path: '/offices', group: '管理', page: planned(() => import('@/rooms/admin/offices')) },
  { room: 'contacts', path: '/contacts', group: '管理', page: planned(() => import('@/rooms/admin/contacts')) },
  { room: 'rosters', path: '/rosters', group: '管理', page: planned(() => import('@/rooms/admin/rosters')) },
  { room: 'counsellors', path: '/counsellors', group: '管理', page: planned(() => import('@/rooms/admin/counsellors')) },
  { room: 'lawyers', path: '/lawyers', group: '管理', page: planned(() => import('@/rooms/admin/lawyers')) },
  { room: 'proposals', path: '/proposals', group: '管理', page: planned(() => import('@/rooms/admin/proposals')) },
  { room: 'holds', path: '/holds', group: '管理', page: planned(() => import('@/rooms/admin/holds')) },
  { room: 'devices', path: '/devices', group: '我', page: planned(() => import('@/rooms/devices/devices')) },
  { room: 'notices', path: '/notices', group: '我', page: () => import('@/rooms/notices/NoticesRoom.vue') },
]
