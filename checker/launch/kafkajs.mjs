import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** For an ES module that esbuild made of CommonJS ones: what they require of Node is found by it. */
export const WITH_REQUIRE =
  "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);"

/** The file in the bundle's folder that programs import in place of the package; what it loads lies beside it. */
export const KAFKAJS = join('kafkajs', 'index.mjs')

const SCRIPT = 'script.cjs'

/**
 * Makes one script of kafkajs as it is installed, V8's cache of its code, and an ES module with the same exports that loads it: to
 * open and compile its 200 files takes a third of the CPU time that a small program has, and a check starts several. Another V8
 * passes the cache over, and compiles.
 *
 * @param {string} root
 * @param {string} dir the bundle's folder, absolute
 */
export async function bundleKafkajs(root, dir) {
  const { build } = await import('esbuild')
  const index = join(dir, KAFKAJS)
  const script = join(dirname(index), SCRIPT)
  mkdirSync(dirname(index), { recursive: true })
  const names = Object.keys(createRequire(join(root, 'package.json'))('kafkajs'))
  await build({
    absWorkingDir: root,
    stdin: { contents: "module.exports = require('kafkajs')", resolveDir: root },
    outfile: script,
    bundle: true,
    // Else some of its error classes are called KafkaJSNonRetriableError2 in stack traces.
    keepNames: true,
    banner: { js: '(function (require, module) {' },
    footer: { js: 'return module.exports })' },
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
  })
  // V8 takes a cache only under the flags that it was made under: those of programs, which are none, whatever ours are.
  const maker = fileURLToPath(new URL('code-cache.mjs', import.meta.url))
  await promisify(execFile)(process.execPath, [maker, script], { env: {} })
  writeFileSync(index, loader(names))
}

function loader(names) {
  return `import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'
const filename = fileURLToPath(new URL('${SCRIPT}', import.meta.url))
const cachedData = readFileSync(filename + '.cache')
const script = new Script(readFileSync(filename, 'utf8'), { filename, cachedData })
const kafkajs = script.runInThisContext()(createRequire(filename), {})
export default kafkajs
export const { ${names.join(', ')} } = kafkajs
`
}
