// Whether a page fits: nothing is wider than its window, and no word is broken.
import assert from 'node:assert/strict'
import { desktop, phone } from './browser.mjs'

/** Nothing on the page is cut off or has to be scrolled to sideways, not even on a phone with text of twice the size. */
export async function fits(page) {
  for (const viewport of [phone, desktop]) {
    await page.setViewportSize(viewport)
    await isNoWider(page)
  }
  await withLargeText(page, async () => {
    await isNoWider(page)
    assert.deepEqual(await brokenWords(page), [])
  })
  await page.setViewportSize(desktop)
}

/** On a phone with text of twice the size. */
export async function withLargeText(page, look) {
  await page.setViewportSize(phone)
  await page.evaluate(() => document.documentElement.style.fontSize = '200%')
  await look()
  await page.evaluate(() => document.documentElement.style.fontSize = '')
}

export async function isNoWider(page) {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
  assert.ok(content <= window, `${content} pixels wide in a window of ${window}`)
}

/** Words that begin on one line and end on another. Names and values are no words of ours: they may be as long as they like. */
export const brokenWords = page => page.evaluate(() => {
  const broken = []
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const text = texts.currentNode
    if (text.parentElement.closest('bdi, code, dd, script')) continue
    // A value in a sentence stands between isolating marks.
    const own = text.data.replace(/\u2068[^\u2069]*\u2069/g, value => ' '.repeat(value.length))
    for (const { 0: word, index } of own.matchAll(/[\p{L}\p{M}\p{N}’]+/gu)) {
      const range = document.createRange()
      range.setStart(text, index)
      range.setEnd(text, index + word.length)
      const lines = new Set([...range.getClientRects()].map(line => Math.round(line.top)))
      if (lines.size > 1) broken.push(word)
    }
  }
  return broken
})
