// Where things are: the checkout, the installed parts, the daemon. Knows nothing of what they do.
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

/** The folder of this file. */
export const here = import.meta.dirname
const checkout = path.resolve(here, '../..')

/** What `install` made, and what a run leaves behind: screenshots, and the state and logs of its worlds. */
export const stack = path.resolve(process.env.ATLOGIN_STACK_DIR ?? path.join(checkout, 'target/stack'))

const built = path.join(process.env.CARGO_TARGET_DIR ?? path.join(checkout, 'target'), 'debug')

/** The daemon under test. */
export const atloginBinary = path.resolve(process.env.ATLOGIN_BIN ?? path.join(built, 'atlogin'))

/** The small world as a program, and the situations that it can be put into. */
export const smallWorldBinary = path.resolve(built, 'examples/small-world')
export const mishaps = path.join(checkout, 'tests/it/mishaps')

/** The Python that has Synapse. */
export const python = path.join(stack, 'python/bin/python')

/** The browser: Debian's unless told otherwise. */
export const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** The proxies: Debian's, where somebody who is not root may not have nginx on the path; else whatever is found. */
export const nginx = fs.existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx'
export const caddy = 'caddy'

/** The folder of the guides and of the files that they show. */
export const docs = path.join(checkout, 'docs')

/** The README, whose Synapse block is compared with the tested one. */
export const readme = path.join(checkout, 'README.md')

/** An npm package out of the installed set. They live outside the source tree, where `import` does not look. */
export const part = createRequire(path.join(stack, 'js/package.json'))

/** An npm package out of the older versions of the PDS, which `install versions` brings. */
export const olderPart = createRequire(path.join(stack, 'versions/package.json'))
