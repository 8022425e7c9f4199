// A real Chromium, and the pictures of what it shows.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { chromium as executablePath, left, part } from './paths.mjs'

const { chromium } = part('playwright-core')
const axe = fs.readFileSync(part.resolve('axe-core/axe.min.js'), 'utf8')
const screenshots = path.join(left, 'screenshots')

/** The two shapes that every page of ours is looked at in. */
export const phone = { width: 360, height: 740 }
export const desktop = { width: 1280, height: 800 }

/** How long a step of a person may take before it counts as lost; the PDS's first page takes seconds. */
const PATIENCE = 30_000

export class Browser {
  /** `places`: where single names are found, as address or address and port; the others as everywhere on this machine. */
  static async start(places = {}) {
    const browser = new Browser()
    // Everything runs as root of its own namespace, where Chromium's sandbox cannot; nothing is opened but our own pages.
    const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync']
    const rules = Object.entries(places).map(([name, place]) => `MAP ${name} ${place}`)
    if (rules.length > 0) args.push(`--host-resolver-rules=${rules.join(', ')}`)
    browser.chromium = await chromium.launch({ executablePath, headless: true, args })
    return browser
  }

  stop() {
    return this.chromium.close()
  }

  /** For `afterEach`: of a failed test, tells what the person saw last; of any test, closes what it opened. */
  async leave(test) {
    for (const context of this.chromium.contexts()) {
      for (const page of test.passed ? [] : context.pages()) {
        const name = `failed-${test.name.replace(/[^a-z0-9]+/gi, '-')}`
        await picture(page, name)
        const text = await page.locator('body').innerText({ timeout: 1000 }).catch(() => '')
        test.diagnostic(`left at ${page.url()} (${name}.png): ${text.replace(/\s+/g, ' ').slice(0, 500)}`)
      }
      await context.close()
    }
  }

  /** Somebody with a browser of their own: one open page, and no cookies but those that `keep` has kept. */
  async person({ viewport = desktop, javaScriptEnabled = true, colorScheme = 'light', storageState } = {}) {
    // The certificates of the test names are checked by every other part; Chromium keeps no list of roots per run.
    const context = await this.chromium.newContext({ viewport, javaScriptEnabled, colorScheme, storageState, ignoreHTTPSErrors: true, locale: 'en' })
    context.setDefaultTimeout(PATIENCE)
    return context.newPage()
  }
}

/** The cookies of a browser, for another test to begin with: being signed in, for one. */
export const keep = page => page.context().storageState()

/** What axe finds that would keep somebody from using the page (WCAG 2.2 A and AA, and its own advice): nothing. */
export async function accessible(page, name) {
  await page.evaluate(axe)
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run())
  assert.ok(passes.length > 5, `axe has judged ${name}`)
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.target.join(' ')).join(', ')}`)
  assert.deepEqual(found, [], name)
}

/** Keeps a picture of the page as it is. */
export async function picture(page, name) {
  fs.mkdirSync(screenshots, { recursive: true })
  await page.screenshot({ path: path.join(screenshots, `${name}.png`), fullPage: true, animations: 'disabled' })
}

/** Pictures of the page on a phone and on a desk, in light and in dark, each judged for who can use it. */
export async function pictures(page, name) {
  const before = page.viewportSize()
  for (const [shape, viewport] of Object.entries({ phone, desktop })) {
    await page.setViewportSize(viewport)
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme })
      await picture(page, `${name}-${shape}-${colorScheme}`)
      await accessible(page, `${name} on a ${shape} in ${colorScheme}`)
    }
  }
  await page.setViewportSize(before)
  await page.emulateMedia({ colorScheme: 'light' })
}
