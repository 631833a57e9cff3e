import { execa } from 'execa'
import { mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cacheFolder } from '../../src/broker/cache.ts'
import { Cluster } from '../../src/protocol/index.ts'
import { ROOT, runs, scene, until } from './harness/scene.ts'

/** JVMs go with the supervisor; the promise is 5 seconds. */
const GONE_LIMIT_MS = 5_000

let place: ReturnType<typeof scene>
let env: Record<string, string>

/** A user of their own: cache and temp folder, with the jars and archives of this machine. */
beforeEach(() => {
  place = scene()
  const cache = join(place.dir, 'cache')
  mkdirSync(join(cache, 'kafka-workshop'), { recursive: true })
  mkdirSync(join(place.dir, 'tmp'))
  for (const shared of ['kafka', 'archives'])
    symlinkSync(join(cacheFolder(), shared), join(cache, 'kafka-workshop', shared))
  env = {
    XDG_CACHE_HOME: cache,
    TMPDIR: join(place.dir, 'tmp'),
    WORKSHOP_BROKER: 'embedded',
    WORKSHOP_WARM_MINUTES: '5',
  }
})
afterEach(async () => {
  await workshop('broker', 'stop')
  place[Symbol.dispose]()
})

function workshop(...args: string[]) {
  return execa(process.execPath, [join(ROOT, 'checker/launch.mjs'), ...args], { env, cwd: place.dir, reject: false })
}

/** Prints where its broker is, and stays until it is told to go. */
const HOLDER = `
import { leaseBroker } from '${join(ROOT, 'checker/src/broker/index.ts')}'
const lease = await leaseBroker({ root: '${ROOT}', env: process.env, say: (line) => console.error(line) })
console.log(lease.bootstrap)
lease.failed.then((error) => console.log('failed: ' + error.message))
process.stdin.on('end', async () => { await lease[Symbol.asyncDispose](); process.exit(0) }).resume()
`

async function holder() {
  const script = join(place.dir, 'holder.mts')
  writeFileSync(script, HOLDER)
  const child = execa(process.execPath, ['--import', 'tsx', script], { env, cwd: ROOT, reject: false, stdin: 'pipe' })
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  await until(() => out.includes('\n') || child.exitCode !== null, 'a lease', 60_000)
  const said = () => out.split('\n').filter(Boolean)
  return { child, said, bootstrap: said()[0] ?? '' }
}

async function status() {
  const { stdout, exitCode } = await workshop('broker', 'status')
  return { exitCode, stdout, leases: Number(/^leases +(\d+)$/m.exec(stdout)?.[1]) }
}

/** Pids of the JVMs that the supervisor wrote down. */
function jvms(): number[] {
  const folder = join(env.XDG_CACHE_HOME ?? '', 'kafka-workshop', 'brokers')
  return readdirSync(folder).flatMap((name) => {
    const { jvms } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { jvms: { pid: number }[] }
    return jvms.map(({ pid }) => pid)
  })
}

function supervisorPid(): number {
  const folder = join(env.XDG_CACHE_HOME ?? '', 'kafka-workshop', 'brokers')
  const record = readFileSync(join(folder, readdirSync(folder)[0] ?? ''), 'utf8')
  return (JSON.parse(record) as { owner: { pid: number } }).owner.pid
}

describe('a broker that is kept warm', () => {
  test('is shared by commands, and stays after them', async () => {
    const first = await holder()
    const second = await holder()
    expect(second.bootstrap).toBe(first.bootstrap)
    expect(await status()).toMatchObject({ exitCode: 0, leases: 2 })
    first.child.kill('SIGKILL')
    second.child.stdin.end()
    await Promise.all([first.child, second.child])
    expect((await status()).leases).toBe(0)
    await using cluster = await Cluster.connect(first.bootstrap)
    expect(cluster.brokers).toHaveLength(1)
  })

  test('is one, however many commands start at once', async () => {
    const holders = await Promise.all([holder(), holder(), holder(), holder()])
    expect(new Set(holders.map(({ bootstrap }) => bootstrap)).size).toBe(1)
    expect((await status()).leases).toBe(4)
    expect(jvms()).toHaveLength(2)
    for (const { child } of holders) child.kill()
  })

  test('ends by itself when nobody wants it', async () => {
    env.WORKSHOP_WARM_MINUTES = String(1 / 60)
    const { child } = await holder()
    const pids = jvms()
    expect(pids.every(runs)).toBe(true)
    child.stdin.end()
    await until(() => !pids.some(runs), 'the end of an idle broker', 15_000)
    expect((await status()).exitCode).toBe(1)
  })

  test('takes its JVMs along when it is killed; whoever has a lease is told, and the next command starts another', async () => {
    const first = await holder()
    const pids = jvms()
    process.kill(supervisorPid(), 'SIGKILL')
    await until(() => !pids.some(runs), 'no JVM left', GONE_LIMIT_MS)
    await until(() => first.said().length > 1, 'word of its end')
    expect(first.said()[1]).toMatch(/^failed: /)
    const second = await holder()
    expect(second.bootstrap).not.toBe(first.bootstrap)
    expect(jvms().every(runs)).toBe(true)
    for (const { child } of [first, second]) child.kill()
  })

  test('starts anew for the next command when its Kafka was killed', async () => {
    const first = await holder()
    for (const pid of jvms()) process.kill(pid, 'SIGKILL')
    await until(() => first.said().length > 1, 'word of its end')
    const second = await holder()
    await using cluster = await Cluster.connect(second.bootstrap)
    expect(cluster.brokers).toHaveLength(1)
    for (const { child } of [first, second]) child.kill()
  })

  test('ends with broker stop, which says so when there is none', async () => {
    const { child, said } = await holder()
    const pids = jvms()
    expect((await workshop('broker', 'stop')).stderr).toContain('have ended')
    expect(pids.some(runs)).toBe(false)
    await until(() => said().length > 1, 'word of its end')
    child.kill()
    expect((await workshop('broker', 'stop')).stderr).toContain('No broker')
  })

  test('is not brought down by what is no command', async () => {
    const { child, bootstrap } = await holder()
    const socket = connect(join(env.XDG_CACHE_HOME ?? '', 'kafka-workshop', 'supervisor', 'socket'))
    socket.on('error', () => undefined)
    socket.write('GET / HTTP/1.1\r\n\r\n{"want":"everything"}\n')
    await until(() => socket.closed, 'the end of that connection')
    expect((await status()).stdout).toContain(bootstrap)
    child.kill()
  })
})

test('with WORKSHOP_WARM_MINUTES=0 a command ends the broker that it started', async () => {
  env.WORKSHOP_WARM_MINUTES = '0'
  const { child } = await holder()
  const pids = jvms()
  expect((await status()).exitCode).toBe(1)
  child.stdin.end()
  await child
  expect(pids.some(runs)).toBe(false)
})

test('where no socket can be made a command starts its own, and says why', async () => {
  const folder = join(env.XDG_CACHE_HOME ?? '', 'kafka-workshop', 'supervisor')
  writeFileSync(folder, 'a file in its place')
  const { child, bootstrap } = await holder()
  expect(bootstrap).toMatch(/^127\.0\.0\.1:\d+$/)
  child.stdin.end()
  expect((await child).stderr).toContain('No broker can be kept warm')
  rmSync(folder)
})

test.each(['x', '-1', '1e9'])('WORKSHOP_WARM_MINUTES=%s is a usage error', async (minutes) => {
  env.WORKSHOP_WARM_MINUTES = minutes
  const { exitCode, stderr } = await workshop('check', '03')
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('0 to 1440') as string })
})
