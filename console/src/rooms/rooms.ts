import type { Component } from 'vue'
import type { Schemas } from '@/api/client'

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
  { room: 'questions', path: '/questions', group: '每天', page: () => import('@/rooms/questions/QuestionsRoom.vue') },
  { room: 'notices', path: '/notices', group: '我', page: () => import('@/rooms/notices/NoticesRoom.vue') },
]
