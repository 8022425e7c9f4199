// WebKit: WebKitGTK's MiniBrowser, driven by its own WebDriver (https://www.w3.org/TR/webdriver2/), on a screen that nobody sees.
import { execFileSync, spawn } from 'node:child_process'
import os from 'node:os'
import { Page } from './page.mjs'
import { miniBrowser, webKitDriver } from '../paths.mjs'

const DRIVER_PORT = 4445
const DRIVER = `http://127.0.0.1:${DRIVER_PORT}`
const DISPLAY = ':77'

/** The key of an element in WebDriver (§12). */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'

export class WebKit {
  #children = []
  #session

  static async start() {
    const webkit = new WebKit()
    haveAnAddress()
    const env = { ...process.env, DISPLAY, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', LIBGL_ALWAYS_SOFTWARE: '1' }
    for (const command of [['Xvfb', DISPLAY, '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], [webKitDriver, `--port=${DRIVER_PORT}`, '--host=127.0.0.1']]) {
      webkit.#children.push(spawn(command[0], command.slice(1), { env, stdio: 'ignore' }))
    }
    for (let left = 100; !await fetch(`${DRIVER}/status`).then(({ ok }) => ok, () => false); left--) {
      if (left === 0) throw new Error('WebKitWebDriver does not start')
      await new Promise(resolve => setTimeout(resolve, 100))
    }
    return webkit
  }

  async stop() {
    await this.#leave()
    for (const child of this.#children.reverse()) child.kill()
  }

  /** Somebody with a browser of their own. There is one at a time: the one before has left. */
  async person() {
    await this.#leave()
    const wanted = { browserName: 'MiniBrowser', acceptInsecureCerts: true, pageLoadStrategy: 'none',
      'webkitgtk:browserOptions': { binary: miniBrowser, args: ['--automation', '--geometry=1200x900'] } }
    const { sessionId } = await command('POST', '/session', { capabilities: { alwaysMatch: wanted } })
    this.#session = `/session/${sessionId}`
    return new Page(new Tab(this.#session))
  }

  async #leave() {
    if (this.#session) await command('DELETE', this.#session)
    this.#session = undefined
  }
}

/** WebKit resolves no name where a machine has no address but those of loopback, as in the namespace of the tests. */
function haveAnAddress() {
  const interfaces = os.networkInterfaces()
  const isAlone = Object.keys(interfaces).every(name => name === 'lo')
  if (isAlone && interfaces.lo.every(({ internal }) => internal)) execFileSync('ip', ['address', 'replace', '192.0.2.1/32', 'dev', 'lo'])
}

async function command(method, path, body) {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(DRIVER + path, { method, headers, body: body && JSON.stringify(body) })
  const { value } = await answer.json()
  if (!answer.ok) throw new Error(`${path}: ${value?.error}: ${value?.message}`)
  return value
}

class Tab {
  #session

  constructor(session) {
    this.#session = session
  }

  goto(url) {
    return this.#leaving(() => this.#post('/url', { url }))
  }

  /** Not WebDriver's own address: that is of the page to come, before it was asked for. */
  address() {
    return this.run(() => location.href)
  }

  back() {
    return this.#leaving(() => this.#post('/back', {}))
  }

  reload() {
    return this.#leaving(() => this.#post('/refresh', {}))
  }

  run(script, ...args) {
    return this.#post('/execute/sync', { script: `return (${script})(...arguments)`, args })
  }

  element(script, ...args) {
    return this.run(script, ...args)
  }

  click(element) {
    return this.#post(`/element/${element[ELEMENT]}/click`, {})
  }

  type(element, text) {
    return this.#post(`/element/${element[ELEMENT]}/value`, { text })
  }

  /** Nothing is waited for by itself, because a page of ours may begin and not end; so this waits for the next page. */
  async #leaving(leave) {
    await this.run(() => { globalThis.isLeft = true })
    await leave()
    const hasCome = () => !globalThis.isLeft && document.readyState === 'complete'
    for (let left = 300; !await this.run(hasCome).catch(() => false); left--) {
      if (left === 0) throw new Error('the next page does not come')
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }

  #post(path, body) {
    return command('POST', this.#session + path, body)
  }
}
