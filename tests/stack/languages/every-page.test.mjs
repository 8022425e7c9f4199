// Every page in every language, with the fonts that `../install fonts` brings. The contact sheets are for people to look at.
import fs from 'node:fs'
import path from 'node:path'
import { everyPage } from '../every-page.mjs'
import { templates } from '../paths.mjs'

const languages = fs.readdirSync(path.join(templates, 'locales')).map(file => path.basename(file, '.ftl'))
everyPage({ languages, sheets: ['de', 'ja', 'ar'] })
