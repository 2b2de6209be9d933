import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router'
import { useSession } from './stores/session'
import './styles/tokens.css'
import 'element-plus/theme-chalk/el-message.css'
import 'element-plus/theme-chalk/el-message-box.css'

const app = createApp(App).use(createPinia())
useSession().carry()
app.use(router).mount('#app')
