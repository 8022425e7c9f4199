// A refusal of the stand-in: the row of the table that it belongs to, and what it has seen.
import { rows } from './table.mjs'

export class Refusal extends Error {
  constructor(row, seen) {
    super(seen === undefined ? row : `${row}: ${seen}`)
    if (!(row in rows)) throw new Error(`the table has no row ${JSON.stringify(row)}`)
    this.row = row
  }
}

/** Refuses for the reason of this row. */
export function refuse(row, seen) {
  throw new Refusal(row, seen)
}

/** Refuses for the reason of this row unless `good`. */
export function demand(good, row, seen) {
  if (!good) refuse(row, seen)
}
