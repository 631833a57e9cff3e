import { randomBytes } from 'node:crypto'
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { MANIFEST, bundleOf, entryPoints, ownCache, stampsOf, userCache } from './freshness.mjs'
import { WITH_REQUIRE, bundleKafkajs } from './kafkajs.mjs'

/** There is no place for the bundle. */
export class NoPlace extends Error {}

/** How Node and esbuild say that a folder can't be written or has no room; Node's own code for both is lost in esbuild's text. */
const NO_PLACE = /\b(EACCES|EROFS|ENOSPC|EDQUOT|EPERM|ENOTDIR)\b|no space left|read-only file|permission denied|quota/i

/**
 * Compiles the checker with esbuild, in a tenth of a second, and leaves it for later commands: in the checkout's own cache, or
 * the user's where that can't be written or is full. Two that start at once each make their own; the last one's note is what
 * later commands find.
 *
 * @param {string} root
 * @returns {Promise<import('./freshness.mjs').Bundle>}
 * @throws {NoPlace}
 */
export async function makeBundle(root) {
  const reasons = []
  for (const place of [ownCache(root), await userCache(root)]) {
    try {
      return await makeBundleIn(await writable(root, place), root)
    } catch (error) {
      // On a read-only disk Node's recursive mkdir says ENOENT.
      if (!NO_PLACE.test(error.message) && error.syscall !== 'mkdir') throw error
      reasons.push(`${place}: ${error.message.split('\n').at(-1)}`)
    }
  }
  throw new NoPlace(reasons.join('\n'))
}

async function makeBundleIn(cache, root) {
  const { build } = await import('esbuild')
  const name = `checker-${Date.now().toString(36)}-${randomBytes(3).toString('hex')}`
  const dir = join(cache, name)
  const entries = entryPoints(root)
  const since = Date.now()
  const checker = build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(entries.map((source) => [nameOf(source), source])),
    outdir: dir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    plugins: [packages()],
    // Some of the bundled packages are CommonJS, and require Node's modules.
    banner: { js: WITH_REQUIRE },
    alias: {
      '#catalog': join(root, 'checker/src/catalog/index.ts'),
      '#checker': join(root, 'checker/src/index.ts'),
    },
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'silent',
  })
  const [{ metafile }] = await Promise.all([checker, bundleKafkajs(root, dir)])
  const outputs = Object.fromEntries(entries.map((source) => [source, `${nameOf(source)}.mjs`]))
  writeManifest(cache, {
    dir: name,
    entries: outputs,
    inputs: stampsOf(
      root,
      Object.keys(metafile.inputs).filter((path) => !path.includes('node_modules/')),
      since,
    ),
  })
  forgetOthers(cache, name)
  return bundleOf(dir, outputs)
}

/** Small packages of every command or grading: opening their many files takes 10 ms of its start. Larger ones stay as they are. */
const BUNDLED = new Set([
  '@vitest/expect',
  '@vitest/runner',
  'chai',
  'commander',
  'diff',
  'env-paths',
  'fastest-levenshtein',
  'picocolors',
  'pure-rand',
  'string-width',
  'wrap-ansi',
])

/** Leaves every package but those to be imported when it is needed. */
function packages() {
  return {
    name: 'packages',
    setup({ onResolve }) {
      onResolve({ filter: /^[^./#]/ }, ({ path, importer, kind }) =>
        kind === 'entry-point' || importer.includes('/node_modules/') || BUNDLED.has(path)
          ? undefined
          : { path, external: true },
      )
    },
  }
}

/** `checker/src/commands/main.ts` → `checker-src-commands-main`. */
function nameOf(source) {
  return source.replace(/\.ts$/, '').replaceAll('/', '-')
}

/** The cache at `place`, made; outside of the checkout with a link to its packages. */
async function writable(root, place) {
  mkdirSync(place, { recursive: true })
  accessSync(place, constants.W_OK)
  const link = join(place, 'node_modules')
  if (place !== ownCache(root) && !existsSync(link)) symlinkSync(join(root, 'node_modules'), link, 'dir')
  return place
}

function writeManifest(cache, manifest) {
  const draft = join(cache, `${manifest.dir}.json`)
  writeFileSync(draft, JSON.stringify(manifest))
  renameSync(draft, join(cache, MANIFEST))
}

/** A command loads parts of its bundle while it runs, and many may have been started at once, each with its own. */
const IN_USE_MS = 10 * 60 * 1_000

/** Older bundles, but for the last few and those that a command may still run in. */
function forgetOthers(cache, name) {
  const bundles = readdirSync(cache).filter(
    (other) => other.startsWith('checker-') && other !== name && !other.endsWith('.json'),
  )
  for (const old of bundles.sort().slice(0, -3)) {
    const dir = join(cache, old)
    const madeAt = statSync(dir, { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (Date.now() - madeAt > IN_USE_MS) rmSync(dir, { recursive: true, force: true })
  }
}
