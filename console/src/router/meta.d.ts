import 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    /** Anybody may open this page. */
    open?: boolean
    /** Only who may enter this room. */
    room?: string
  }
}
