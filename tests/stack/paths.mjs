// Where things are: the checkout, the installed parts, the daemon. Knows nothing of what they do.
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

/** The folder of this file. */
export const here = import.meta.dirname
/** The checkout, and its pages. */
export const checkout = path.resolve(here, '../..')

export const templates = path.join(checkout, 'templates')

/** What `install` made. */
export const stack = path.resolve(process.env.ATLOGIN_STACK_DIR ?? path.join(checkout, 'target/stack'))

/** Where a run leaves screenshots, and the state and logs of its worlds. */
export const left = path.resolve(process.env.ATLOGIN_LEFT_DIR ?? stack)

const built = path.join(process.env.CARGO_TARGET_DIR ?? path.join(checkout, 'target'), 'debug')

/** The daemon under test. */
export const atloginBinary = path.resolve(process.env.ATLOGIN_BIN ?? path.join(built, 'atlogin'))

/** The small world as a program, and the situations that it can be put into. */
export const smallWorldBinary = path.resolve(built, 'examples/small-world')
export const mishaps = path.join(checkout, 'tests/it/mishaps')

/** The Python that has Synapse: the installed one, unless it is elsewhere. */
export const pythonPrograms = path.join(stack, 'python/bin')
export const python = process.env.ATLOGIN_PYTHON ?? path.join(pythonPrograms, 'python')

/** The browser: Debian's unless told otherwise. */
export const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** The other engines, which `install engines` brings: Debian's, too. */
export const firefox = process.env.FIREFOX ?? '/usr/bin/firefox-esr'
export const webKitDriver = process.env.WEBKIT_DRIVER ?? '/usr/bin/WebKitWebDriver'
export const miniBrowser = process.env.MINIBROWSER ?? '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser'

/** The proxies: Debian's, where somebody who is not root may not have nginx on the path; else whatever is found. */
export const nginx = fs.existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx'
export const caddy = 'caddy'

/** The programs of PostgreSQL, which Debian keeps off the path. */
export const postgresPrograms = process.env.POSTGRES ?? '/usr/lib/postgresql/15/bin'

/** The folder of the guides and of the files that they show. */
export const docs = path.join(checkout, 'docs')

/** The README, whose Synapse block is compared with the tested one. */
export const readme = path.join(checkout, 'README.md')

/** An npm package out of the installed set. They live outside the source tree, where `import` does not look. */
export const part = createRequire(path.join(stack, 'js/package.json'))

/** An npm package out of the older versions of the PDS, which `install versions` brings. */
export const olderPart = createRequire(path.join(stack, 'versions/package.json'))

/** The driver of another engine, which `install engines` brings. It is a module: `await` it. */
export const enginePart = name => import(createRequire(path.join(stack, 'engines/package.json')).resolve(name))
