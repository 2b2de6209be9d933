import { defineComponent, h, type Component } from 'vue'
import type { Schemas } from '@/api/client'
import type { Field } from './forms'
import type { Page } from './listing'

type Maybe<T> = T | Promise<T>

/** One column of a room: what it says of a row, and how loud. */
export interface Column<T> {
  label: string
  of: (row: T) => string
  tone?: (row: T) => '' | 'accent' | 'warn' | 'bad' | null
  to?: (row: T) => string | null
}

/** One thing that can be done in a room, to a row or without one. */
export interface Act<T> {
  label: string
  needs?: Schemas['Action']
  main?: boolean
  grave?: boolean
  explains?: string
  fields?: readonly Field[] | ((row: T) => Maybe<readonly Field[]>)
  when?: (row: T) => boolean
  do: (row: T, body: Record<string, unknown>, key: string) => Promise<unknown>
  /** What has to be shown once it is done, because it is shown only once. */
  shows?: (answer: unknown) => string[]
}

/** A room that is a list and what can be done with it; everything else is drawn by `PlanRoom`. */
export interface Plan<T> {
  title: string
  about?: string
  empty: string
  tabs?: readonly (readonly [string, string])[]
  ask: (asked: { cursor: string | null; tab: string }) => Promise<Page<T>>
  key: (row: T) => string
  columns: readonly Column<T>[]
  acts?: readonly Act<T>[]
  /** What can be done without a row: a new one, mostly. */
  news?: readonly Act<null>[]
}

/** Say that what is planned is a plan of rows of one kind; rooms of every kind stand in one list. */
export function plan<T>(one: Plan<T>): Plan<unknown> {
  return one as unknown as Plan<unknown>
}

/** Make the page of a planned room; both the plan and the drawing are loaded when somebody enters. */
export function planned(load: () => Promise<{ room: Plan<unknown> }>): () => Promise<Component> {
  return async () => {
    const [{ room }, { default: PlanRoom }] = await Promise.all([load(), import('./PlanRoom.vue')])
    return defineComponent({ render: () => h(PlanRoom, { plan: room }) })
  }
}
