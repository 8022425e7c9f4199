// Debian's Firefox, driven by puppeteer over WebDriver BiDi.
import { Page } from './page.mjs'
import { enginePart, firefox as executablePath } from '../paths.mjs'

export class Firefox {
  static async start() {
    const { default: puppeteer } = await enginePart('puppeteer-core')
    const firefox = new Firefox()
    // The certificates of the test names are checked by every other part.
    firefox.browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true, acceptInsecureCerts: true })
    return firefox
  }

  stop() {
    return this.browser.close()
  }

  /** Somebody with a browser of their own. */
  async person() {
    const context = await this.browser.createBrowserContext()
    return new Page(new Tab(await context.newPage()))
  }
}

class Tab {
  #page

  constructor(page) {
    this.#page = page
  }

  goto(address) {
    return this.#page.goto(address)
  }

  address() {
    return this.#page.evaluate(() => location.href)
  }

  back() {
    return this.#page.goBack()
  }

  reload() {
    return this.#page.reload()
  }

  run(script, ...args) {
    return this.#page.evaluate(script, ...args)
  }

  async element(script, ...args) {
    return (await this.#page.evaluateHandle(script, ...args)).asElement()
  }

  click(element) {
    return element.click()
  }

  type(element, text) {
    return element.type(text)
  }
}
