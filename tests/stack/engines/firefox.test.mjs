// The walk in Firefox, which `../install engines` brings.
import { Firefox } from './firefox.mjs'
import { walk } from '../walk.mjs'

for (const language of ['en', 'ar']) walk({ name: 'Firefox', start: () => Firefox.start(), language })
