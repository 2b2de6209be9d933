import * as Pinia from 'pinia'
import { createSSRApp } from 'vue'
import App from './App.vue'

/** uni-app asks for the application and its store under these names. */
export function createApp() {
  const app = createSSRApp(App)
  app.use(Pinia.createPinia())
  return { app, Pinia }
}
