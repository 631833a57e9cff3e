// node code-cache.mjs SCRIPT: puts V8's cache of the code of a bundled package beside it.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Script } from 'node:vm'

const [, , filename] = process.argv
const script = new Script(readFileSync(filename, 'utf8'), { filename })
// What it takes to load is compiled then, and kept with the rest.
script.runInThisContext()(createRequire(filename), {})
writeFileSync(`${filename}.cache`, script.createCachedData())
