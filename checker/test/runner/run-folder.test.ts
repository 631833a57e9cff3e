import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RunFolder } from '../../src/runner/index.ts'

const runner = fileURLToPath(new URL('../../src/runner/index.ts', import.meta.url))

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'run-folder-'))
})
afterEach(() => {
  chmodSync(root, 0o755)
  rmSync(root, { recursive: true, force: true })
})

test('the folder of a run lies in the checkout', () => {
  const { id, dir } = RunFolder.create(root)

  expect(dir).toBe(join(root, '.workshop', 'runs', id))
  expect(RunFolder.at(dir)).toMatchObject({ id, dir })
})

test('the last twenty are kept, but for those that still go on', () => {
  const goingOn = RunFolder.create(root)
  const ended = Array.from({ length: 25 }, () => {
    const runFolder = RunFolder.create(root)
    runFolder.markEnded()
    return runFolder
  })

  expect(existsSync(goingOn.dir)).toBe(true)
  expect(readdirSync(dirname(goingOn.dir)).length).toBeLessThanOrEqual(22)
  expect(existsSync(ended[0]?.dir ?? '')).toBe(false)
  expect(existsSync(ended.at(-1)?.dir ?? '')).toBe(true)
})

/** In a process that file permissions hold for: root may write everywhere. */
async function createAsAnyone(cache: string) {
  const bundle = join(root, 'create.mjs')
  await build({
    stdin: {
      contents: `import { RunFolder } from ${JSON.stringify(runner)}
        try { console.log(RunFolder.create(process.argv[2]).dir) } catch (error) { console.log(error.name, error.code) }`,
      resolveDir: dirname(runner),
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['esbuild'],
    outfile: bundle,
  })
  chmodSync(root, 0o555)
  const anyone = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const env = { ...process.env, HOME: cache, XDG_CACHE_HOME: cache }
  return spawnSync(process.execPath, [bundle, root], { ...anyone, cwd: '/', env, encoding: 'utf8' })
}

test('of a checkout that cannot be written it lies in the user’s cache', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'cache-'))
  chmodSync(cache, 0o777)
  try {
    const { stdout, stderr } = await createAsAnyone(cache)
    expect(stdout.trim(), stderr).toMatch(
      new RegExp(`^${cache}/.*kafka-workshop/runs/[0-9a-f]{12}/\\d{17}-[0-9a-f]{6}$`),
    )
    expect(existsSync(stdout.trim())).toBe(true)
  } finally {
    rmSync(cache, { recursive: true })
  }
})

test('when neither can be written, that is said', async () => {
  writeFileSync(join(root, 'no-folder'), '')
  const { stdout } = await createAsAnyone(join(root, 'no-folder'))

  expect(stdout.trim()).toBe('EnvironmentError no-writable-folder')
})

test('the newest is the last by name, even when the clock was set back', () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    const before = RunFolder.create(root)
    vi.setSystemTime(Date.now() - 60 * 60 * 1_000)
    const after = Array.from({ length: 3 }, () => RunFolder.create(root))
    expect(readdirSync(dirname(before.dir)).sort()).toEqual([before, ...after].map(({ id }) => id))
  } finally {
    vi.useRealTimers()
  }
})

test('a run that another command has forgotten meanwhile can be marked as ended', () => {
  const run = RunFolder.create(root)
  rmSync(run.dir, { recursive: true })
  expect(() => run.markEnded()).not.toThrow()
})
