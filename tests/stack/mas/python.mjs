// YAML and templates, by the PyYAML and the Jinja2 that Synapse brings: a process that answers one line with one line.
import { spawn } from 'node:child_process'
import path from 'node:path'
import readline from 'node:readline'
import { here, python } from '../paths.mjs'

let helper

/** What YAML means; throws if it is none. */
export const readYaml = text => ask({ yaml: text })

/** What a template makes of a context; throws if it cannot be rendered. */
export const render = (template, context) => ask({ template, context })

/** Ends the process; the next question starts another one. */
export function stopPython() {
  helper?.process.stdin.end()
  helper = undefined
}

async function ask(job) {
  helper ??= start()
  helper.process.stdin.write(`${JSON.stringify(job)}\n`)
  const answer = new Promise((resolve, reject) => helper.waiting.push({ resolve, reject }))
  const { value, error } = await answer
  if (error !== undefined) throw new Error(error)
  return value
}

function start() {
  const process = spawn(python, [path.join(here, 'mas', 'python.py')], { stdio: ['pipe', 'pipe', 'inherit'] })
  const waiting = []
  readline.createInterface({ input: process.stdout }).on('line', line => waiting.shift().resolve(JSON.parse(line)))
  process.once('exit', () => waiting.splice(0).forEach(({ reject }) => reject(new Error('the reader of templates has ended'))))
  return { process, waiting }
}
