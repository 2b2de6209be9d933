import createClient from 'openapi-fetch'
import type { paths } from './schema'

/** Typed calls to the API as `docs/openapi.json` describes it; the desk is served by the API itself. */
export const api = createClient<paths>({ baseUrl: '/' })
