// A guide, followed as it stands: its commands are run and its settings are written, with other places for those that it names.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { docs } from './paths.mjs'

/** What a section of a guide shows, in its order: the `language` of each block and its `text`. */
export function blocks(guide, heading) {
  const [, after] = fs.readFileSync(path.join(docs, guide), 'utf8').split(`\n## ${heading}\n`)
  if (after === undefined) throw new Error(`${guide} has no section "${heading}"`)
  const [section] = after.split(/^## /m)
  return [...section.matchAll(/^( *)```([a-z]+)\n(.*?)^\1```$/gms)]
    .map(([, indent, language, text]) => ({ language, text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), '') }))
}

/** Runs commands of a guide. */
export class Shell {
  #path
  #log
  #environment
  #answers

  /**
   * `programs`: folders to look in. `environment` is added to ours. `answers`: what is typed where a program asks. Of the
   * machine nothing is changed: packages are there, and everybody is the one who runs the tests.
   */
  constructor({ state, programs, environment, answers }) {
    const ours = path.join(state, 'bin')
    fs.mkdirSync(ours)
    const replaced = {
      'apt-get': 'exit 0',
      chgrp: 'exit 0',
      sqlite3: `exec python3 -c 'import sqlite3, sys; [print(*row) for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2])]' "$@"`,
      // Without a terminal of its own a program asks at its standard input.
      runuser: 'while [ "$1" != -- ]; do shift; done; shift; exec setsid --wait "$@"',
    }
    for (const [name, script] of Object.entries(replaced)) fs.writeFileSync(path.join(ours, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    this.#path = [ours, ...programs, process.env.PATH].join(':')
    this.#log = path.join(state, 'guide.log')
    this.#environment = environment
    this.#answers = answers
  }

  /** Runs them up to the first that fails; returns what they print. All of it is added to `guide.log`. */
  run(commands) {
    const env = { ...process.env, ...this.#environment, PATH: this.#path }
    // With a socket as its input bash takes itself for the shell of a remote login, and reads its start-up file.
    const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-euc', commands], { env, input: this.#answers, encoding: 'utf8' })
    fs.appendFileSync(this.#log, `--- ${commands}${stdout}${stderr}`)
    if (status !== 0) throw new Error(`${commands}ended with ${status}:\n${stderr.slice(-2000)}`)
    return stdout
  }
}
