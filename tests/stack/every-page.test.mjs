// Every page in English and in one other language: German, whose words are the longest. `languages/` has all of them.
import { everyPage } from './every-page.mjs'

everyPage({ languages: ['en', 'de'] })
