// A browser without a window: cookies and redirects, which is all that a silent sign-in needs.

export class Visitor {
  #cookies = new Map()

  /** `cookies` as Playwright tells them: those of a browser that ATLogin knows. */
  constructor(cookies = []) {
    for (const { name, value } of cookies) this.#cookies.set(name, value)
  }

  /** Goes where the redirects lead. `on` sees each address first, and may name another one. */
  async get(address, on = url => url) {
    return this.#follow(await this.#ask('GET', on(new URL(address))), on)
  }

  /** Sends a form of the page that came last. */
  async post(address, form, on = url => url) {
    return this.#follow(await this.#ask('POST', new URL(address), new URLSearchParams(form)), on)
  }

  async #follow(answer, on) {
    for (let hops = 0; answer.status >= 300 && answer.status < 400; hops += 1) {
      if (hops > 10) throw new Error('redirects without an end')
      answer = await this.#ask('GET', on(new URL(answer.headers.get('location'), answer.url)))
    }
    return { url: answer.url, status: answer.status, text: await answer.text() }
  }

  async #ask(method, url, body) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, { method, body, headers: { cookie }, redirect: 'manual' })
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)
      this.#cookies.set(name, value)
    }
    return answer
  }
}
