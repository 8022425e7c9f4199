// One process of the world: started with its output in a log file, waited for, stopped by its own id.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const running = new Set()
// Whatever ends this process, nothing that it started stays behind.
process.on('exit', () => running.forEach(child => child.signal('SIGKILL')))

export class Child {
  /** Starts `command`; its output is added to `NAME.log` in the folder `state`. `env` is added to ours. */
  constructor(name, state, [command, ...args], env = {}) {
    this.name = name
    this.log = path.join(state, `${name}.log`)
    const out = fs.openSync(this.log, 'a')
    fs.writeSync(out, `--- ${new Date().toISOString()} ${command} ${args.join(' ')}\n`)
    // Its own process group: Ctrl-C at the terminal reaches only us, and we stop the parts in order.
    this.process = spawn(command, args, { cwd: state, env: { ...process.env, ...env }, stdio: ['ignore', out, out], detached: true })
    fs.closeSync(out)
    running.add(this)
    this.ended = new Promise(resolve => {
      this.process.once('error', error => { fs.appendFileSync(this.log, `${error}\n`); resolve() })
      this.process.once('exit', resolve)
    }).then(() => { running.delete(this) })
  }

  /** Returns when `url` answers 200; fails at once, with the end of the log, if the process ends before. */
  ready(url, seconds = 60) {
    return this.until(url, async () => {
      const answer = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => undefined)
      await answer?.body?.cancel()
      return answer?.status === 200
    }, seconds)
  }

  /** The same for what is no web server: `isReady` says whether it is, and `place` where it should be. */
  async until(place, isReady, seconds = 60) {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(50)) {
      if (!running.has(this)) throw new Error(`${this.name} ended before it was ready:\n${this.lastLines()}`)
      if (await isReady()) return this
    }
    throw new Error(`${this.name} was not ready at ${place} after ${seconds} s:\n${this.lastLines()}`)
  }

  /** Asks it to stop and waits; what does not stop within ten seconds is killed. */
  async stop() {
    this.signal('SIGTERM')
    await Promise.race([this.ended, pause(10_000, undefined, { ref: false })])
    await this.kill()
  }

  /** kill -9, as a crash or a power cut would. */
  async kill() {
    this.signal('SIGKILL')
    await this.ended
  }

  signal(signal) {
    if (running.has(this)) this.process.kill(signal)
  }

  lastLines(count = 25) {
    return fs.readFileSync(this.log, 'utf8').trimEnd().split('\n').slice(-count).join('\n')
  }
}
