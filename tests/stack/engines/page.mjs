// A page of a browser that Playwright does not drive, with as much of Playwright's ways as the walk, a person and a relying
// party use. `driver` is the browser behind it: `goto`, `address`, `back`, `reload`, `run` (a function in the page), `element`
// (the same, for the element that it returns), `click` and `type`.

/** How long a step may take before it counts as lost, and how often it is tried, in milliseconds. */
const PATIENCE = 30_000, PAUSE = 100

/** Tries `attempt` until it gives something, as long as a person would wait. */
async function patiently(what, attempt) {
  const end = Date.now() + PATIENCE
  for (let last; ;) {
    // A page that is being left has lost its elements.
    const found = await attempt().catch(error => { last = error })
    if (found) return found
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`, { cause: last })
    await new Promise(resolve => setTimeout(resolve, PAUSE))
  }
}

export class Page {
  #driver
  #address = 'about:blank'

  constructor(driver) {
    this.#driver = driver
  }

  async goto(address) {
    await this.#driver.goto(address)
    await this.#look()
  }

  async goBack() {
    await this.#driver.back()
    await this.#look()
  }

  async reload() {
    await this.#driver.reload()
    await this.#look()
  }

  /** Where it was when it was last looked at. */
  url() {
    return this.#address
  }

  waitForURL(where) {
    const fits = typeof where === 'function' ? where : url => url.href === where
    return patiently(`an address (the page is at ${this.#address})`, async () => fits(new URL(await this.#look())))
  }

  locator(css) {
    return new Locator(this.#driver, { css })
  }

  getByRole(role, { name, exact = false }) {
    const pattern = name instanceof RegExp ? name : new RegExp(exact ? `^${escaped(name)}$` : escaped(name), exact ? '' : 'i')
    return new Locator(this.#driver, { role, pattern: pattern.source, flags: pattern.flags })
  }

  evaluate(script, ...args) {
    return this.#driver.run(script, ...args)
  }

  async #look() {
    this.#address = await this.#driver.address()
    return this.#address
  }
}

const escaped = text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

class Locator {
  #driver
  #what

  constructor(driver, what) {
    this.#driver = driver
    this.#what = what
  }

  async waitFor() {
    await this.#seen()
  }

  async click() {
    await this.#driver.click(await this.#seen())
  }

  async check() {
    if (!await this.#driver.run(isChecked, await this.#seen())) await this.click()
  }

  async fill(text) {
    const element = await this.#seen()
    await this.#driver.run(select, element)
    await this.#driver.type(element, text)
  }

  async innerText() {
    return this.#driver.run(textOf, await this.#seen())
  }

  async inputValue() {
    return this.#driver.run(valueOf, await this.#seen())
  }

  #seen() {
    return patiently(JSON.stringify(this.#what), () => this.#driver.element(find, this.#what))
  }
}

// What follows is run in the page.

/** The first element that can be seen and is what is looked for. */
function find({ css, role, pattern, flags }) {
  const ofRole = { button: 'button, input[type=submit], [role=button]', checkbox: 'input[type=checkbox]',
    textbox: 'input:not([type]), input[type=text], input[type=email], input[type=password]' }
  const nameOf = element => {
    const labels = element.getAttribute('aria-labelledby')?.split(' ').map(id => document.getElementById(id)) ?? [...element.labels ?? []]
    const label = labels.map(label => label?.innerText ?? '').join(' ').trim()
    return (element.getAttribute('aria-label') || label || element.innerText || element.placeholder || '').trim()
  }
  const isMeant = element => css || new RegExp(pattern, flags).test(nameOf(element))
  const isSeen = element => element.getClientRects().length > 0 && getComputedStyle(element).visibility === 'visible'
  return [...document.querySelectorAll(css ?? ofRole[role])].find(element => isSeen(element) && isMeant(element)) ?? null
}

const isChecked = element => element.checked
const textOf = element => element.innerText
const valueOf = element => element.value

function select(element) {
  element.focus()
  element.select()
}
