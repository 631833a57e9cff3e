import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { KAFKAJS } from './kafkajs.mjs'

/**
 * The compiled checker.
 * @typedef {{ dir: string, entries: Record<string, string>, kafkajs: string }} Bundle Its paths are absolute; the keys of
 *   `entries` are paths of sources relative to the root.
 *
 * What is noted beside it (`checker.json`), with paths relative to the root, or to the manifest's own folder for outputs.
 * @typedef {{ dir: string, entries: Record<string, string>, inputs: [path: string, size: number, mtimeMs: number][] }} Manifest
 */

export const MANIFEST = 'checker.json'

/** Times of files come from a clock that ticks every few milliseconds. */
const CLOCK_STEP_MS = 20

/** Sources that esbuild does not list among its inputs, but that change what it makes. */
const SILENT_INPUTS = [
  'package.json',
  'tsconfig.json',
  'node_modules/.package-lock.json',
  'checker/launch/bundle.mjs',
  'checker/launch/code-cache.mjs',
  'checker/launch/freshness.mjs',
  'checker/launch/kafkajs.mjs',
]

/**
 * The bundle that an earlier command left, when all its sources still have the size and the time of change that they had;
 * else undefined. A look of a few milliseconds.
 *
 * @param {string} root
 * @returns {Promise<Bundle | undefined>}
 */
export async function freshBundle(root) {
  const own = readFresh(root, ownCache(root))
  if (own || isWritable(root)) return own
  return readFresh(root, await userCache(root))
}

/** @param {string} root */
export function ownCache(root) {
  return join(root, '.workshop', 'cache')
}

/** Where the bundle of a checkout goes that can't be written; packages are found there by a link to its node_modules. */
export async function userCache(root) {
  const { default: envPaths } = await import('env-paths')
  const checkout = createHash('sha256').update(root).digest('hex').slice(0, 12)
  return join(envPaths('kafka-workshop', { suffix: '' }).cache, 'bundles', checkout)
}

/** The sources that are compiled as entry points: those of commands and harness, and what an exercise brings. */
export function entryPoints(root) {
  const hidden = readdirSync(join(root, 'checker', 'hidden')).sort()
  return [
    'checker/src/commands/main.ts',
    'checker/src/grading/thread/worker.ts',
    'site/server/main.ts',
    ...hidden.map((id) => `checker/hidden/${id}/exercise.ts`).filter((path) => existsSync(join(root, path))),
  ]
}

/**
 * Sizes and times of sources. esbuild reads before this looks, so a file changed since `since` is noted as stale.
 * @returns {Manifest['inputs']}
 */
export function stampsOf(root, paths, since) {
  return [...SILENT_INPUTS, ...paths].map((path) => {
    const [size, mtimeMs] = stampOf(join(root, path))
    return [path, size, mtimeMs >= since - CLOCK_STEP_MS ? -1 : mtimeMs]
  })
}

function readFresh(root, cache) {
  try {
    const { dir: name, entries, inputs } = JSON.parse(readFileSync(join(cache, MANIFEST), 'utf8'))
    const dir = join(cache, name)
    const bundle = bundleOf(dir, entries)
    const fresh =
      [bundle.kafkajs, ...Object.values(bundle.entries)].every((path) => existsSync(path)) &&
      inputs.every(([path, size, mtimeMs]) => {
        const now = stampOf(join(root, path))
        return now[0] === size && now[1] === mtimeMs
      }) &&
      entryPoints(root).join() === Object.keys(entries).join()
    return fresh ? bundle : undefined
  } catch {
    // There is none, or it is none of this version of the workshop.
    return undefined
  }
}

/** @returns {Bundle} */
export function bundleOf(dir, entries) {
  return {
    dir,
    entries: Object.fromEntries(Object.entries(entries).map(([source, output]) => [source, join(dir, output)])),
    kafkajs: join(dir, KAFKAJS),
  }
}

function stampOf(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat ? [stat.size, stat.mtimeMs] : [0, 0]
}

function isWritable(root) {
  try {
    const nearest = [ownCache(root), join(root, '.workshop'), root].find((path) => existsSync(path)) ?? root
    accessSync(nearest, constants.W_OK)
    return true
  } catch {
    return false
  }
}
