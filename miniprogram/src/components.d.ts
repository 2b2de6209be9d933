/** What easycom finds by name, told to the type checker. */
import type AppButton from './components/AppButton.vue'
import type AppCard from './components/AppCard.vue'
import type AppChoice from './components/AppChoice.vue'
import type AppDrawing from './components/AppDrawing.vue'
import type AppFaces from './components/AppFaces.vue'
import type AppField from './components/AppField.vue'
import type AppHills from './components/AppHills.vue'
import type AppHotlines from './components/AppHotlines.vue'
import type AppIcon from './components/AppIcon.vue'
import type AppListen from './components/AppListen.vue'
import type AppPage from './components/AppPage.vue'
import type AppSheet from './components/AppSheet.vue'
import type AppState from './components/AppState.vue'
import type AppSteps from './components/AppSteps.vue'
import type AppTimeline from './components/AppTimeline.vue'
import type AppPin from './components/AppPin.vue'
import type AppRights from './components/AppRights.vue'
import type AppRow from './components/AppRow.vue'
import type AppSince from './components/AppSince.vue'

declare module 'vue' {
  interface GlobalComponents {
    AppButton: typeof AppButton
    AppCard: typeof AppCard
    AppChoice: typeof AppChoice
    AppDrawing: typeof AppDrawing
    AppFaces: typeof AppFaces
    AppField: typeof AppField
    AppHills: typeof AppHills
    AppHotlines: typeof AppHotlines
    AppIcon: typeof AppIcon
    AppListen: typeof AppListen
    AppPage: typeof AppPage
    AppSheet: typeof AppSheet
    AppState: typeof AppState
    AppSteps: typeof AppSteps
    AppTimeline: typeof AppTimeline
    AppPin: typeof AppPin
    AppRights: typeof AppRights
    AppRow: typeof AppRow
    AppSince: typeof AppSince
  }
}

export {}
