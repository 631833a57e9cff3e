import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { WORKSHOP_PORT } from '../../src/broker/index.ts'
import { Cluster } from '../../src/protocol/index.ts'
import { ifSkipped, noContainers } from '../support/containers.ts'
import { withWorkshopPort } from '../support/workshop-port.ts'
import { check } from './harness/check.ts'
import { ROOT } from './harness/place.ts'

/** A project of its own: the user's, which has the name of the checkout's folder, is left alone. */
const project = `kafka-workshop-test-${process.pid}`

/** Compose is a part of docker, or in older installations a program of its own. */
async function compose(...args: string[]): Promise<void> {
  const isPart = !(await execa('docker', ['compose', 'version'], { reject: false })).failed
  const [file, ...first] = isPart ? (['docker', 'compose'] as const) : (['docker-compose'] as const)
  await execa(file, [...first, '--project-name', project, ...args], { cwd: ROOT })
}

describe.skipIf(noContainers)(`docker-compose up, and a check at once${ifSkipped}`, () => {
  test('the check waits for its broker, passes on it, and leaves it running and clean', async (context) => {
    await withWorkshopPort(context, async () => {
      try {
        await compose('up', '--detach')
        const { exitCode, result, stdout, leftovers } = await check(['--solution', '--details'], {
          env: { WORKSHOP_BROKER: undefined },
        })
        expect({ exitCode, leftovers }).toEqual({ exitCode: 0, leftovers: [] })
        expect(result).toMatchObject({ status: 'passed', versions: { broker: '3.9', provider: 'workshop' } })
        expect(stdout).toContain(`Kafka 3.9 at 127.0.0.1:${WORKSHOP_PORT}, already running`)
        await using cluster = await Cluster.connect(`127.0.0.1:${WORKSHOP_PORT}`)
        expect((await cluster.topics()).filter((name) => !name.startsWith('__'))).toEqual([])
        expect(await cluster.listGroups()).toEqual([])
      } finally {
        await compose('down', '--volumes')
      }
    })
  })
})
