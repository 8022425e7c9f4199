// Prints what the programs named were seen doing: `table.mjs NAME...`, at the end of a run.
import fs from 'node:fs'
import path from 'node:path'
import { reports } from './places.mjs'

const rows = process.argv.slice(2).map(name => {
  const file = path.join(reports, `${name}.json`)
  if (!fs.existsSync(file)) return [name, '', 'NOT STARTED', '']
  const { version, done, failed, cannot } = JSON.parse(fs.readFileSync(file))
  const steps = [...done, ...failed ? [`FAILED: ${failed}`] : []].join(', ')
  return [name, version, steps, Object.entries(cannot).map(([step, reason]) => `${step}: ${reason}`).join('; ')]
})
const table = [['program', 'version', 'steps done', 'what it cannot do'], ...rows]
const widths = table[0].map((_, column) => Math.max(...table.map(row => row[column].length)))
for (const row of table) console.log(row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd())
