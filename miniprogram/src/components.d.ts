/** What easycom finds by name, told to the type checker. */
import type AppAsk from './components/AppAsk.vue'
import type AppButton from './components/AppButton.vue'
import type AppCard from './components/AppCard.vue'
import type AppChoice from './components/AppChoice.vue'
import type AppConsent from './components/AppConsent.vue'
import type AppDrawing from './components/AppDrawing.vue'
import type AppFaces from './components/AppFaces.vue'
import type AppField from './components/AppField.vue'
import type AppHills from './components/AppHills.vue'
import type AppHotlines from './components/AppHotlines.vue'
import type AppIcon from './components/AppIcon.vue'
import type AppListen from './components/AppListen.vue'
import type AppPage from './components/AppPage.vue'
import type AppPin from './components/AppPin.vue'
import type AppPlace from './components/AppPlace.vue'
import type AppRecorder from './components/AppRecorder.vue'
import type AppRights from './components/AppRights.vue'
import type AppRow from './components/AppRow.vue'
import type AppSheet from './components/AppSheet.vue'
import type AppSince from './components/AppSince.vue'
import type AppState from './components/AppState.vue'
import type AppSteps from './components/AppSteps.vue'
import type AppTimeline from './components/AppTimeline.vue'
import type KeepWords from './components/KeepWords.vue'

declare module 'vue' {
  interface GlobalComponents {
    AppAsk: typeof AppAsk
    AppButton: typeof AppButton
    AppCard: typeof AppCard
    AppChoice: typeof AppChoice
    AppConsent: typeof AppConsent
    AppDrawing: typeof AppDrawing
    AppFaces: typeof AppFaces
    AppField: typeof AppField
    AppHills: typeof AppHills
    AppHotlines: typeof AppHotlines
    AppIcon: typeof AppIcon
    AppListen: typeof AppListen
    AppPage: typeof AppPage
    AppPin: typeof AppPin
    AppPlace: typeof AppPlace
    AppRecorder: typeof AppRecorder
    AppRights: typeof AppRights
    AppRow: typeof AppRow
    AppSheet: typeof AppSheet
    AppSince: typeof AppSince
    AppState: typeof AppState
    AppSteps: typeof AppSteps
    AppTimeline: typeof AppTimeline
    KeepWords: typeof KeepWords
  }
}

export {}
