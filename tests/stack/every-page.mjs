// Every page of ours in every language, as the tests of the crate write it, on a phone and on a desk: nothing is wider than
// the window, no word is broken where text has twice its size, and axe finds nothing. With names and addresses as long as
// anybody can make them, nothing is wider either.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { accessible, Browser, desktop, phone } from './browser.mjs'
import { brokenWords, isNoWider, withLargeText } from './layout.mjs'
import { checkout, left, stack, templates } from './paths.mjs'

const HOST = 'http://pages.test'

/** Where words have no spaces between them, a line may end anywhere. */
const withoutSpaces = ['ja', 'zh-Hans']

/** Looks at all pages in `languages`, and keeps a contact sheet of those in `sheets`. */
export function everyPage({ languages, sheets = [] }) {
  let pages, browser
  before(async () => {
    pages = written()
    browser = await Browser.start()
  })
  after(() => browser?.stop())

  for (const language of languages) {
    test(`every page in ${language} fits and can be used by everybody`, { timeout: 600_000 }, async test => {
      const page = await visitor(browser, pages)
      const own = pages.filter(page => page.language === language)
      assert.ok(own.length > 30, 'all pages, with two kinds of words')
      const complaints = []
      for (const { words, name } of own) {
        const complain = complaint => complaints.push(`${name}, ${words}: ${complaint}`)
        await page.goto(`${HOST}/${language}/${words}/${name}`)
        for (const viewport of [phone, desktop]) {
          await page.setViewportSize(viewport)
          await isNoWider(page).catch(({ message }) => complain(message))
          if (words === 'usual') await accessible(page, name).catch(({ message }) => complain(message))
        }
        if (words === 'usual') await fitsInLargeText(page, language, complain)
      }
      await eachText(page, language, complaints)
      assert.deepEqual(complaints, [])
      if (sheets.includes(language)) await contactSheet(page, own.filter(({ words }) => words === 'usual'), language)
      await page.context().close()
    })
  }
}

/** With text of twice the size on a phone. */
function fitsInLargeText(page, language, complain) {
  return withLargeText(page, async () => {
    await isNoWider(page).catch(({ message }) => complain(message))
    const broken = withoutSpaces.includes(language) ? [] : await brokenWords(page)
    if (broken.length > 0) complain(`broken at twice the size: ${broken.join(' ')}`)
  })
}

/** The pages, out of the templates, by a test of the crate. */
function written() {
  const file = path.join(stack, 'pages.json')
  fs.rmSync(file, { force: true })
  const one = ['--', '--ignored', '--exact', 'web::pages::tests::write_every_page']
  execFileSync('cargo', ['test', '--locked', '--offline', '--quiet', '--lib', ...one],
    { cwd: checkout, env: { ...process.env, ATLOGIN_PAGES: file }, stdio: ['ignore', 'ignore', 'inherit'] })
  return JSON.parse(fs.readFileSync(file)).pages
}

/** A browser for which those pages are all there is. */
async function visitor(browser, pages) {
  const page = await browser.person({ viewport: phone })
  await page.route('**/*', route => {
    const { pathname } = new URL(route.request().url())
    const [, language, words, name] = pathname.split('/')
    const found = pages.find(page => page.language === language && page.words === words && page.name === name)
    // One page would leave by its script.
    const headers = { 'content-security-policy': "script-src 'none'" }
    if (found) return route.fulfill({ body: found.html, contentType: 'text/html; charset=utf-8', headers })
    if (pathname.endsWith('.css')) return route.fulfill({ path: path.join(templates, 'atlogin.css') })
    if (pathname.endsWith('.svg')) return route.fulfill({ path: path.join(templates, 'icon.svg') })
    return route.fulfill({ status: 404 })
  })
  return page
}

/** Every sentence of a language in the place of an error, which is the narrowest. */
async function eachText(page, language, complaints) {
  const file = fs.readFileSync(path.join(templates, 'locales', `${language}.ftl`), 'utf8')
  const texts = file.split('\n').filter(line => !line.startsWith('#')).map(line => line
    .replace(/^\s*[.\w-]+ =|^\s*\*?\[\w+\]/, '').replace(/\{[^}]*\}|\S+\.(social|net|org|com)\S*/g, 'x').replace(/\{.*$|^\s*\}/, '').trim()).filter(Boolean)
  assert.ok(texts.length > 200, `${texts.length} texts`)
  await page.goto(`${HOST}/${language}/usual/sign_in`)
  await page.evaluate(texts => document.querySelector('#error').replaceChildren(...texts.map(text => {
    const line = document.createElement('div')
    line.textContent = text
    return line
  })), texts)
  await fitsInLargeText(page, language, complaint => complaints.push(`all texts: ${complaint}`))
}

/** All pages of a language beside each other, for people to look at. */
async function contactSheet(page, pages, language) {
  await page.setViewportSize(phone)
  const shots = []
  for (const { name, words } of pages) {
    await page.goto(`${HOST}/${language}/${words}/${name}`)
    shots.push([name, (await page.screenshot({ fullPage: true })).toString('base64')])
  }
  await page.setViewportSize({ width: 6 * 376, height: 800 })
  await page.setContent(`<style>body{margin:8px;display:flex;flex-wrap:wrap;gap:16px;background:#888}figure{margin:0}</style>${
    shots.map(([name, png]) => `<figure>${name}<br><img src="data:image/png;base64,${png}" width="${phone.width}"></figure>`).join('')}`)
  const folder = path.join(left, 'screenshots')
  fs.mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: path.join(folder, `sheet-${language}.png`), fullPage: true })
}
