// The walk in Chromium, in English and in one other language. `engines/` has the other engines.
import { Browser } from './browser.mjs'
import { walk } from './walk.mjs'

for (const language of ['en', 'de']) walk({ name: 'Chromium', start: () => Browser.start(), language })
