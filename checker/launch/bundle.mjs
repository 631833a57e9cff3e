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

/**
 * Compiles the checker with esbuild, in a tenth of a second, and leaves it for later commands. Two that start at once each make
 * their own; the last one's note is what later commands find.
 *
 * @param {string} root
 * @returns {Promise<import('./freshness.mjs').Bundle>}
 */
export async function makeBundle(root) {
  const { build } = await import('esbuild')
  const cache = await writableCache(root)
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
    alias: { '#catalog': join(root, 'checker/src/catalog/index.ts') },
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

/** Small packages of every command: opening their many files takes 10 ms of its start. Larger ones stay as they are. */
const BUNDLED = new Set([
  'commander',
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

/** The checkout's own cache, or the user's, with a link to the packages, where the checkout can't be written. */
async function writableCache(root) {
  try {
    const own = ownCache(root)
    mkdirSync(own, { recursive: true })
    accessSync(own, constants.W_OK)
    return own
  } catch {
    const cache = await userCache(root)
    mkdirSync(cache, { recursive: true })
    const link = join(cache, 'node_modules')
    if (!existsSync(link)) symlinkSync(join(root, 'node_modules'), link, 'dir')
    return cache
  }
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
