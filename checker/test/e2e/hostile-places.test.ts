import { existsSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cacheFolder } from '../../src/broker/cache.ts'
import { check } from './harness/check.ts'
import { run } from './harness/command.ts'
import { Mounts, cannotMount } from './harness/mounts.ts'
import { Place } from './harness/place.ts'

const PART = ['--solution', '--part', '2']
/** A broker of the command's own, which needs the cache. */
const EMBEDDED = { WORKSHOP_BROKER: 'embedded' }
const passed = { exitCode: 0, result: { status: 'passed' }, leftovers: [] }

if (cannotMount) console.warn(`read-only and full disks are not tested: ${cannotMount}`)

describe.skipIf(cannotMount)('a disk that cannot be written', () => {
  test('with the cache: a command has a broker of its own, and says why none stays warm', async () => {
    using place = new Place()
    using mounts = new Mounts()
    const cache = place.folder('cache', {
      'kafka-workshop/supervisor/log': '',
      'kafka-workshop/brokers/1-kafka-workshop-gone.json': '{"owner":{"pid":1,"startedAt":"x"},"jvms":[],"dataDir":""}',
    })
    linkJars(cache)
    mounts.readOnly(cache)
    const checked = await checkKeepingWarm(cache)
    expect(checked).toMatchObject(passed)
    expect(checked.stderr).toMatch(/No broker can be kept warm: .*it cannot be written\. This command starts its own\./)
  })

  test('with the cache, and no jars in it: ends with 3, and what to do', async () => {
    using place = new Place()
    using mounts = new Mounts()
    const cache = place.folder('cache')
    mounts.readOnly(cache)
    const env = { ...EMBEDDED, XDG_CACHE_HOME: cache, KAFKA_HOME: undefined }
    const { exitCode, stdout, stderr, leftovers } = await run(['check', '03'], { env })
    expect({ exitCode, stdout, leftovers }).toEqual({ exitCode: 3, stdout: '', leftovers: [] })
    expect(stderr).toMatch(/jars of Kafka are not in the cache yet, and it cannot be written/)
    expect(stderr).toContain(`Make ${join(cache, 'kafka-workshop')} writable`)
  })

  test('with the checkout: bundle and runs go to the cache, and nobody sees a difference', async () => {
    using place = new Place()
    using mounts = new Mounts()
    const root = place.checkout()
    const cache = place.folder('cache')
    mounts.readOnly(root)
    const checked = await check(PART, { root, env: { XDG_CACHE_HOME: cache } })
    expect(checked).toMatchObject({ ...passed, stderr: '' })
    expect(checked.result.runFolder).toContain(join(cache, 'kafka-workshop', 'runs'))
    expect(readdirSync(join(cache, 'kafka-workshop')).sort()).toEqual(['bundles', 'runs'])
    expect(existsSync(join(root, '.workshop'))).toBe(false)
  })

  test('with both: ends with 3 and names both folders, with a bundle and without', async () => {
    using place = new Place()
    using mounts = new Mounts()
    const root = place.checkout()
    const cache = place.folder('cache')
    const env = { XDG_CACHE_HOME: cache }
    const ready = await run(['check', '03', '--part', '9'], { root, env })
    expect(ready.exitCode).toBe(2)
    mounts.readOnly(root)
    mounts.readOnly(cache)
    const bundled = await run(['check', '03', ...PART], { root, env })
    expect(bundled).toMatchObject({ exitCode: 3, stdout: '', leftovers: [] })
    expect(bundled.stderr).toMatch(/There is no place for the files of a run/)
    const other = place.checkout('other')
    mounts.readOnly(other)
    const bare = await run(['check', '03', ...PART], { root: other, env })
    expect(bare).toMatchObject({ exitCode: 3, stdout: '', leftovers: [] })
    expect(bare.stderr).toMatch(/The checker has no place for its own files/)
    for (const folder of [join(other, '.workshop'), cache]) expect(bare.stderr).toContain(folder)
    expect(bare.stderr).toContain('XDG_CACHE_HOME')
  })
})

describe.skipIf(cannotMount)('a disk that is full', () => {
  test('under the checkout: bundle and runs go to the cache', async () => {
    using place = new Place()
    using mounts = new Mounts()
    const root = place.checkout()
    mounts.tiny(join(root, '.workshop'), 16)
    fill(join(root, '.workshop'))
    const checked = await check(PART, { root, env: { XDG_CACHE_HOME: place.folder('cache') } })
    expect(checked).toMatchObject({ ...passed, stderr: '' })
  })

  test('under the cache: ends with 3 and says so', async () => {
    using place = new Place()
    using mounts = new Mounts()
    const cache = join(place.dir, 'cache')
    mounts.tiny(cache, 64)
    const env = { ...EMBEDDED, XDG_CACHE_HOME: cache, KAFKA_HOME: undefined }
    const fetching = await run(['check', '03'], { env })
    expect(fetching).toMatchObject({ exitCode: 3, stdout: '', leftovers: [] })
    expect(fetching.stderr).toMatch(/no space left on the disk for the jars/i)
    fill(cache)
    const full = await run(['check', '03'], { env })
    expect(full).toMatchObject({ exitCode: 3, stdout: '', leftovers: [] })
    expect(full.stderr).toMatch(/no space left on device/)
  })
})

describe('a home folder that is not there', () => {
  test.each([
    ['unset', undefined],
    ['a file', '/dev/null'],
  ])('because HOME is %s: a check works with a broker that runs', async (_, HOME) => {
    const checked = await check(PART, { env: { HOME, XDG_CACHE_HOME: undefined } })
    expect(checked).toMatchObject({ ...passed, stderr: '' })
  })
})

describe('a checkout in an odd place', () => {
  test('with quotes and what shells read in its path, reached by a link: the solution passes', async () => {
    using place = new Place()
    const root = place.checkout('Kafka\'s "1. Übung" $HOME `x`; & (2)')
    const link = join(place.dir, 'link')
    symlinkSync(root, link, 'dir')
    for (const way of [root, link]) {
      const checked = await check(PART, { root: way })
      expect(checked).toMatchObject({ ...passed, stderr: '' })
    }
  })

  test('with what means something in a URL in its path: the solution passes', async () => {
    using place = new Place()
    const root = place.checkout('kafka #1? 100%25')
    expect(await check(PART, { root })).toMatchObject({ ...passed, stderr: '' })
  })
})

describe('what another version of the workshop left', () => {
  test('in the checkout, broken or unknown, is passed over', async () => {
    using place = new Place()
    const root = place.checkout()
    for (const manifest of ['{"version":9}', 'null', '{"dir":"gone","entries":{},"inputs":[]}']) {
      place.folder('checkout', {
        '.workshop/cache/checker.json': manifest,
        '.workshop/runs/20200101000000000-abcdef/run.json': '{"who":"knows"}',
        '.workshop/runs/20200101000000001-abcdef/run.json': '{"pid":1',
        '.workshop/runs/20200101000000002-abcdef/processes.jsonl': 'no json\n{"pid":-1}\n',
      })
      const { exitCode, stderr } = await run(['check', '03', '--part', '9'], { root })
      expect({ exitCode, stderr }).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('no part 9') as string,
      })
    }
    expect(await check(PART, { root })).toMatchObject({ ...passed, stderr: '' })
  })

  test('in the cache, broken or unknown, and a supervisor of it that still runs: a command has a broker of its own', async () => {
    using place = new Place()
    const cache = place.folder('cache', {
      'kafka-workshop/brokers/1.json': '{}',
      'kafka-workshop/brokers/2.json': '{"owner":',
      'kafka-workshop/brokers/older/notes': '',
      'kafka-workshop/supervisor/lock': '{"pid":4194304,"startedAt":"1"}',
    })
    linkJars(cache)
    const socket = join(cache, 'kafka-workshop/supervisor/socket')
    await using older = createServer((connection) => {
      connection.on('error', () => undefined)
      connection.once('data', (asked) => {
        const { want } = JSON.parse(asked.toString()) as { want: string }
        const refusal = {
          kind: 'error',
          code: 'other-version',
          message: 'Another version.',
          fix: 'npm run broker stop',
        }
        connection.end(`${JSON.stringify(want === 'status' ? { kind: 'status', protocol: 1 } : refusal)}\n`)
      })
    }).listen(socket)
    await once(older, 'listening')
    const checked = await checkKeepingWarm(cache)
    expect(checked).toMatchObject(passed)
    expect(checked.stderr).toContain('Another version. npm run broker stop. This command starts its own.')
  })
})

/** A check that would keep its broker warm, with a cache of its own. */
function checkKeepingWarm(cache: string) {
  return check(PART, { env: { ...EMBEDDED, XDG_CACHE_HOME: cache, WORKSHOP_WARM_MINUTES: '' } })
}

/** Kafka's jars and its class archives, as the cache of these tests has them. */
function linkJars(cache: string): void {
  for (const name of ['kafka', 'archives'])
    symlinkSync(join(cacheFolder(), name), join(cache, 'kafka-workshop', name), 'dir')
}

function fill(dir: string): void {
  try {
    for (let n = 0; ; n += 1) writeFileSync(join(dir, `fill-${n}`), Buffer.alloc(4_096))
  } catch {
    // That is what was wanted.
  }
}
