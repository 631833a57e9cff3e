// Writes 300 MB to the one file that it was given for a message, and to one in the folder for temporary files, which has no name by
// then: nothing is left of it, however this ends.
import { appendFileSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'

const piece = Buffer.alloc(10_000_000, 1)
const filler = `${tmpdir()}/hostile-filler`
const files = [openSync(String(process.env.WORKSHOP_NOT_WRITTEN), 'a'), openSync(filler, 'a')]
rmSync(filler)
for (const file of files) {
  let written = 0
  try {
    for (; written < 300_000_000; written += piece.length) appendFileSync(file, piece)
  } catch {
    // The limit.
  }
  console.error(`wrote ${written}`)
}
