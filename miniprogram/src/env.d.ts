/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Where the API is; empty on the web page, which the API itself serves. */
  readonly VITE_API_BASE?: string
}
