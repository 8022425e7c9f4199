// What a program was seen doing, kept as a file for the table at the end of a run.
import fs from 'node:fs'
import path from 'node:path'
import { reports } from './places.mjs'

export class Report {
  #file
  #seen

  constructor({ name, version, cannot = {} }) {
    this.#file = path.join(reports, `${name}.json`)
    this.#seen = { program: name, version, done: [], cannot }
    this.#write()
  }

  /** Does a step and says that it was done, or which one was not. */
  async step(name, action) {
    this.#seen.failed = name
    this.#write()
    try {
      await action()
    } catch (error) {
      error.message = `${name}: ${error.message}`
      throw error
    }
    delete this.#seen.failed
    this.#seen.done.push(name)
    this.#write()
  }

  #write() {
    fs.mkdirSync(reports, { recursive: true })
    fs.writeFileSync(this.#file, JSON.stringify(this.#seen))
  }
}
