import { execa } from 'execa'
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { cacheFolder } from '../../src/broker/cache.ts'
import { leaseBroker, startContainers } from '../../src/broker/index.ts'
import { mayPublish } from '../../src/broker/container/index.ts'
import { freePort } from '../../src/broker/ports.ts'
import { OWNER_LABEL, testcontainers } from '../../src/broker/container/client.ts'
import { WORKSHOP_RACK } from '../../src/broker/settings.ts'
import { Cluster } from '../../src/protocol/index.ts'
import { ifSkipped, noContainers } from '../support/containers.ts'
import { LONG, withWorkshopPort } from '../support/workshop-port.ts'
import { ROOT, scene, until } from './harness/scene.ts'

const silent = () => undefined

type Docker = Awaited<ReturnType<typeof engine>>
async function engine() {
  const { getContainerRuntimeClient } = await testcontainers()
  return (await getContainerRuntimeClient()).container.dockerode
}

/** The pid in a label of ours. */
const ownerIn = (labels: Partial<Record<string, string>> | undefined) => Number(labels?.[OWNER_LABEL]?.split('/')[1])

let place: ReturnType<typeof scene>
beforeEach(() => {
  place = scene()
})
afterEach(() => {
  vi.unstubAllEnvs()
  place[Symbol.dispose]()
})

describe.skipIf(noContainers)(`a broker in containers${ifSkipped}`, () => {
  let docker: Docker
  beforeAll(async () => {
    docker = await engine()
  })
  /** Of this process, or `pid`: others on this machine may have brokers in containers too. */
  const containersOf = async (pid = process.pid) => {
    const all = await docker.listContainers({ all: true, filters: { label: [OWNER_LABEL] } })
    return all.filter(({ Labels }) => ownerIn(Labels) === pid)
  }
  const left = async (pid = process.pid) => {
    const networks = await docker.listNetworks({ filters: { label: [OWNER_LABEL] } })
    return [...(await containersOf(pid)), ...networks.filter(({ Labels }) => ownerIn(Labels) === pid)]
  }

  test('takes records as a broker of the workshop, is open to this machine only, and leaves nothing behind', async () => {
    const broker = await startContainers({ root: ROOT, env: process.env, say: silent, logDir: place.dir })
    try {
      await using cluster = await Cluster.connect(broker.bootstrap)
      expect(cluster.brokers.map(({ rack }) => rack)).toEqual([WORKSHOP_RACK])
      await cluster.createTopics([{ name: 'purchases', partitions: 3 }])
      const value = Buffer.from('{"shop":"Charleroi"}')
      await cluster.produce('purchases', 2, [{ key: Buffer.from('k'), value }])
      expect((await cluster.fetchAll('purchases')).map((record) => record.value)).toEqual([value])
      const published = (await containersOf()).flatMap(({ Ports }) => Ports).filter(({ PublicPort }) => PublicPort > 0)
      expect(published).toMatchObject([{ IP: '127.0.0.1', PublicPort: Number(broker.bootstrap.split(':')[1]) }])
      expect(await mayPublish(published[0]!.PublicPort, process.env)).toBe(true)
      expect(await mayPublish(await freePort(), process.env)).toBe(false)
      expect(await left()).toHaveLength(3)
    } finally {
      await broker.close()
    }
    expect(await left()).toEqual([])
  })

  test('makes class archives as it ends, starts with them the next time, and without one that is damaged', async () => {
    vi.stubEnv('XDG_CACHE_HOME', join(place.dir, 'cache'))
    const folder = join(cacheFolder(), 'archives')
    const start = async () => {
      const broker = await startContainers({ root: ROOT, env: process.env, say: silent })
      const { Id } = (await containersOf()).find(({ Image }) => Image.includes('/kafka:'))!
      const { stdout } = await execa('docker', ['exec', Id, 'cat', '/proc/1/maps'])
      return { broker, usesArchive: stdout.includes('/tmp/classes.jsa') }
    }
    const first = await start()
    await first.broker.close()
    const made = readdirSync(folder)
    const second = await start()
    await second.broker.close()
    const kept = readdirSync(folder)
    for (const name of kept) writeFileSync(join(folder, name), 'damaged')

    await expect(start()).rejects.toMatchObject({ code: 'broker-not-started' })
    expect(made.map((name) => name.split('-')[0]).sort()).toEqual(['kafka', 'zookeeper'])
    expect([first.usesArchive, second.usesArchive]).toEqual([false, true])
    expect(kept).toEqual(made)
    expect(readdirSync(folder)).toEqual([])
    expect(await left()).toEqual([])
  })

  test.each(['kafka', 'zookeeper'])('says so when its %s is removed', async (name) => {
    const broker = await startContainers({ root: ROOT, env: process.env, say: silent })
    const { Id } = (await containersOf()).find(({ Image }) => Image.includes(`/${name}:`))!
    await docker.getContainer(Id).remove({ force: true })
    expect(await broker.failed).toMatchObject({ code: 'broker-died', exitCode: 3 })
    await broker.close()
    expect(await left()).toEqual([])
  })

  test('goes with its owner when that is killed', async () => {
    const script = join(place.dir, 'owner.mts')
    writeFileSync(
      script,
      `import { startContainers } from '${join(ROOT, 'checker/src/broker/index.ts')}'
       await startContainers({ root: '${ROOT}', env: process.env, say: () => {} })
       console.log('up')`,
    )
    const owner = execa(process.execPath, ['--import', 'tsx', script], { cwd: ROOT, reject: false })
    await once(owner.stdout, 'data')
    expect(await left(owner.pid)).toHaveLength(3)
    owner.kill('SIGKILL')
    await owner
    let remaining = 3
    const look = async () => (remaining = (await left(owner.pid)).length)
    await until(
      () => {
        void look()
        return remaining === 0
      },
      'its containers gone',
      5_000,
    )
  })

  test(
    'whose image cannot be fetched is passed over, with the reason, for one without containers',
    LONG,
    async (context) => {
      await withWorkshopPort(context, async () => {
        const env = {
          ...process.env,
          WORKSHOP_BROKER: '',
          KAFKA_IMAGE: '127.0.0.1:1/none:1',
          WORKSHOP_WARM_MINUTES: '0',
        }
        const said: string[] = []
        await using lease = await leaseBroker({ root: ROOT, env, say: (line) => said.push(line) })
        expect(lease.provider).toBe('embedded')
        const reason = 'the image 127.0.0.1:1/none:1 is not here and cannot be fetched: '
        expect(lease.passedOver.find(({ provider }) => provider === 'container')?.reason).toContain(reason)
        expect(said.join('\n')).toMatch(
          /container is passed over: the image .* connection refused\n {2}Look at the network, and at KAFKA_IMAGE/,
        )
      })
    },
  )
})
