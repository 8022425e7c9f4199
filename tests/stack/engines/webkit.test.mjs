// The walk in WebKit, which `../install engines` brings.
import { WebKit } from './webkit.mjs'
import { walk } from '../walk.mjs'

for (const language of ['en', 'ja']) walk({ name: 'WebKit', start: () => WebKit.start(), language })
