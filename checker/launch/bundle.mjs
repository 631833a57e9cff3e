import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { build } from 'esbuild'
import { MANIFEST, bundleOf, entryPoints, ownCache, stampsOf, userCache } from './freshness.mjs'

/** Small packages that load several times faster as a part of the bundle than file by file. */
const BUNDLED = new Set(['@sinclair/typebox', '@sinclair/typebox/value', 'commander', 'env-paths', 'fastest-levenshtein', 'picocolors', 'pure-rand', 'string-width', 'wrap-ansi'])

/** A command that runs (a broker in the foreground) may load parts of an older bundle for as long as a working day. */
const KEPT_MS = 24 * 60 * 60 * 1_000

/**
 * Compiles the checker into `.workshop/cache/checker-<hash>`, or into the user's cache where the checkout can't be written.
 * Two at once do no harm: a bundle is named after its contents and appears complete, by a rename.
 *
 * @param {string} root
 * @returns {Promise<import('./freshness.mjs').Bundle>}
 */
export async function makeBundle(root) {
  const begun = Date.now()
  const entries = entryPoints(root)
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: entries,
    outbase: join(root, 'checker'),
    // Nothing is written by esbuild: the name of the folder is known when its contents are.
    outdir: join(root, '.workshop', 'out'),
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    outExtension: { '.js': '.mjs' },
    sourcemap: true,
    // A source map names its sources from the folder two below the cache; their text need not be in it twice.
    sourcesContent: false,
    metafile: true,
    logLevel: 'silent',
    // Bundled CommonJS packages call require for Node's own modules.
    banner: { js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);" },
    plugins: [packages()],
  })
  const files = outputFiles.map(({ path, contents }) => ({ path: relative(join(root, '.workshop', 'out'), path), contents }))
  const sources = Object.keys(metafile.inputs).filter((path) => !path.includes('node_modules/'))
  const outputs = Object.fromEntries(Object.entries(metafile.outputs).flatMap(([path, { entryPoint }]) => (entryPoint ? [[entryPoint, relative('.workshop/out', path)]] : [])))
  const manifest = {
    dir: `checker-${hashOf(files)}`,
    entries: Object.fromEntries(entries.map((entry) => [entry, outputs[entry]])),
    inputs: stampsOf(root, sources, begun),
  }
  const cache = await place(root)
  save(cache, manifest, files)
  return bundleOf(join(cache, manifest.dir), manifest.entries)
}

/** Leaves packages to Node, but for those that are bundled and what these import themselves. */
function packages() {
  return {
    name: 'packages',
    setup({ onResolve }) {
      onResolve({ filter: /^[^./#]/ }, ({ path, importer, kind }) => {
        if (kind === 'entry-point' || importer.includes(`${sep}node_modules${sep}`) || BUNDLED.has(path)) return undefined
        return { path, external: true }
      })
    },
  }
}

async function place(root) {
  try {
    mkdirSync(ownCache(root), { recursive: true })
    rmSync(mkdtempSync(join(ownCache(root), 'try-')), { recursive: true })
    return ownCache(root)
  } catch {
    const cache = await userCache(root)
    mkdirSync(cache, { recursive: true })
    if (!existsSync(join(cache, 'node_modules'))) {
      rmSync(join(cache, 'node_modules'), { force: true })
      symlinkSync(join(root, 'node_modules'), join(cache, 'node_modules'))
    }
    return cache
  }
}

function save(cache, manifest, files) {
  const dir = join(cache, manifest.dir)
  if (existsSync(dir)) {
    utimesSync(dir, new Date(), new Date())
  } else {
    const temporary = mkdtempSync(join(cache, 'new-'))
    for (const { path, contents } of files) {
      mkdirSync(dirname(join(temporary, path)), { recursive: true })
      writeFileSync(join(temporary, path), contents)
    }
    try {
      renameSync(temporary, dir)
    } catch (error) {
      rmSync(temporary, { recursive: true, force: true })
      // Somebody else was faster, and its contents are the same.
      if (!existsSync(dir)) throw error
    }
  }
  const note = join(cache, `${MANIFEST}.${process.pid}`)
  writeFileSync(note, JSON.stringify(manifest))
  renameSync(note, join(cache, MANIFEST))
  forgetOld(cache, manifest.dir)
}

function forgetOld(cache, current) {
  for (const name of readdirSync(cache)) {
    if (name === current || !/^(checker|new|try)-/.test(name)) continue
    const stat = statSync(join(cache, name), { throwIfNoEntry: false })
    if (stat && Date.now() - stat.mtimeMs > KEPT_MS) rmSync(join(cache, name), { recursive: true, force: true })
  }
}

function hashOf(files) {
  const hash = createHash('sha256')
  for (const { path, contents } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) hash.update(`${path}\0${contents.length}\0`).update(contents)
  return hash.digest('hex').slice(0, 12)
}
