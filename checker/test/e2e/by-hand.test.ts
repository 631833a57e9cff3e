import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cacheFolder } from '../../src/broker/cache.ts'
import { freePort } from '../../src/broker/ports.ts'
import { Cluster } from '../../src/protocol/index.ts'
import { check, solution } from './harness/check.ts'
import { Command, run } from './harness/command.ts'
import { leftoversOf, processesNaming } from './harness/leftovers.ts'
import { Place, ROOT } from './harness/place.ts'

const PURCHASES = 'exercises/03-simple-practice/purchases.jsonl'

describe('working by hand, as the README has it', () => {
  const place = new Place()
  let root: string
  let port: number
  /** A user of their own, with the jars and archives of this machine: there is one supervisor for each. */
  let user: { XDG_CACHE_HOME: string; TMPDIR: string; WORKSHOP_BROKER: string }
  /** What programs and checks are told of the broker. */
  let env: NodeJS.ProcessEnv

  beforeAll(async () => {
    const cache = place.folder('cache')
    mkdirSync(join(cache, 'kafka-workshop'))
    for (const shared of ['kafka', 'archives'])
      symlinkSync(join(cacheFolder(), shared), join(cache, 'kafka-workshop', shared))
    user = { XDG_CACHE_HOME: cache, TMPDIR: place.folder('tmp'), WORKSHOP_BROKER: '' }
    root = place.checkout()
    for (const name of ['producer.ts', 'consumer.ts'])
      writeFileSync(join(root, 'exercises/03-simple-practice', name), solution(name))
    port = await freePort()
    env = { KAFKA_BROKERS: `localhost:${port}`, WORKSHOP_BROKER: `localhost:${port}` }
  })
  afterAll(async () => {
    await run(['broker', 'stop'], { root, env: user })
    place[Symbol.dispose]()
  })

  test('a broker comes up on the port that was asked for, and stays when the command has ended', async () => {
    const args = ['broker', 'start', '--', '--port', String(port), '--provider', 'embedded']
    const { exitCode, stderr } = await run(args, { root, env: user, npm: true })
    expect(stderr).toMatch(new RegExp(`Kafka 3\\.9 and ZooKeeper run: localhost:${port}\\.`))
    expect(exitCode).toBe(0)
    const status = await run(['broker', 'status'], { root, env: user })
    expect(status).toMatchObject({ exitCode: 0, leftovers: [] })
    expect(status.stdout).toMatch(
      new RegExp(`^Kafka 3\\.9 at 127\\.0\\.0\\.1:${port} \\(embedded\\)\nup +0 min \\d+ s\n`),
    )
    expect(status.stdout).toMatch(/^ends +never: npm run broker stop$/m)
  })

  test('a second one there is told that one runs already', async () => {
    const { exitCode, stderr } = await run(['broker', 'start', '--port', String(port)], { root, env: user })
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('runs on port') as string,
    })
  })

  test('the producer sends the purchases, and its exit code is passed on', async () => {
    const { exitCode, stdout, leftovers } = await run(['try', '03', 'producer', PURCHASES], { root, env, npm: true })
    expect(stdout.trim().split('\n').at(-1)).toBe('{"sent":11,"bad":[8,12]}')
    expect({ exitCode, leftovers }).toEqual({ exitCode: 1, leftovers: [] })
  })

  test('the consumer writes the receipts until Ctrl-C, which it sees once', async () => {
    // By npm the exit code would be 130 whatever the program's own: the shell between them ends by the signal.
    await using consumer = new Command(['try', '03', 'consumer'], { root, env, columns: 80 })
    await using cluster = await Cluster.connect(`127.0.0.1:${port}`)
    let receipts = 0
    await consumer.until(async () => {
      if ((await cluster.topics()).includes('receipts')) receipts = (await cluster.fetchAll('receipts')).length
      return receipts === 11
    }, 'a receipt for each purchase')
    consumer.pressCtrlC()
    expect((await consumer.ended).exitCode).toBe(0)
    expect(consumer.output.trim()).toBe('^C{"receipts":11,"skipped":0}')
    expect(await consumer.leftovers()).toEqual([])
  })

  test('a check on that broker passes beside what was written by hand, and leaves it as it was', async () => {
    const { exitCode, result } = await check([], { root, env })
    expect({ exitCode, status: result.status }).toEqual({ exitCode: 0, status: 'passed' })
    await using cluster = await Cluster.connect(`127.0.0.1:${port}`)
    expect((await cluster.topics()).sort()).toEqual(['__consumer_offsets', 'purchases', 'receipts'])
    expect(await cluster.listGroups()).toEqual(['receipts'])
  })

  test('broker stop ends it, and nothing of it is left', async () => {
    const jvms = () => processesNaming(user.TMPDIR).filter(({ text }) => /^\S*java /.test(text))
    expect(jvms()).toHaveLength(2)
    const { exitCode, stderr } = await run(['broker', 'stop'], { root, env: user })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: 'Kafka and ZooKeeper have ended.\n' })
    expect(jvms()).toEqual([])
    expect(await leftoversOf({ tmp: user.TMPDIR, runs: [] })).toEqual([])
  })
})

describe('a program that is tried by hand', () => {
  test('and is not written yet says its first step', async () => {
    const env = { KAFKA_BROKERS: '127.0.0.1:9' }
    const { exitCode, stderr, leftovers } = await run(['try', '03', 'producer'], { env })
    expect({ exitCode, leftovers }).toEqual({ exitCode: 64, leftovers: [] })
    expect(stderr).toContain('Not written yet. First step: read the lines of the file')
  })
})

test('a port that is taken by something else is told, with another one to take', async () => {
  await using server = createServer((socket) =>
    socket
      .on('error', () => undefined)
      .resume()
      .end('hello\n'),
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { exitCode, stderr, leftovers } = await run(['broker', 'start', '--port', String(port)], { cwd: ROOT })
  expect({ exitCode, leftovers }).toEqual({ exitCode: 3, leftovers: [] })
  expect(stderr).toContain(`Another program listens on port ${port}.`)
  expect(stderr).toContain(`-- --port ${port + 1}`)
})
