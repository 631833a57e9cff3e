// Writes 300 MB to the one file that it was given for a message, and to the folder for temporary files.
import { appendFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'

const piece = Buffer.alloc(10_000_000, 1)
for (const file of [String(process.env.WORKSHOP_NOT_WRITTEN), `${tmpdir()}/hostile-filler`]) {
  let written = 0
  try {
    for (; written < 300_000_000; written += piece.length) appendFileSync(file, piece)
  } catch {
    // The limit.
  }
  console.error(`wrote ${written}`)
}
rmSync(`${tmpdir()}/hostile-filler`, { force: true })
