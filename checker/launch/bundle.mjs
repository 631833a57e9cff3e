import { randomBytes } from 'node:crypto'
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { MANIFEST, bundleOf, entryPoints, ownCache, stampsOf, userCache } from './freshness.mjs'

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
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(entries.map((source) => [nameOf(source), source])),
    outdir: dir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    alias: { '#catalog': join(root, 'checker/src/catalog/index.ts') },
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'silent',
  })
  const outputs = Object.fromEntries(entries.map((source) => [source, `${nameOf(source)}.mjs`]))
  writeManifest(cache, { dir: name, entries: outputs, inputs: stampsOf(root, Object.keys(metafile.inputs), since) })
  forgetOthers(cache, name)
  return bundleOf(dir, outputs)
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

/** Older bundles; the last few stay, since a command that runs may still load parts of its own. */
function forgetOthers(cache, name) {
  const bundles = readdirSync(cache).filter(
    (other) => other.startsWith('checker-') && other !== name && !other.endsWith('.json'),
  )
  for (const old of bundles.sort().slice(0, -3)) rmSync(join(cache, old), { recursive: true, force: true })
}
