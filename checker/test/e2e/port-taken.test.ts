import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, expect, test } from 'vitest'
import { WORKSHOP_PORT, neighbourAt } from '../../src/broker/index.ts'
import { ifSkipped, noContainers } from '../support/containers.ts'
import { LONG, withWorkshopPort } from '../support/workshop-port.ts'
import { check } from './harness/check.ts'
import { run } from './harness/command.ts'
import { compose } from './harness/compose.ts'
import { Place } from './harness/place.ts'

/** Without a wish, and without containers, which are not what these tests are about. */
const ENV = { WORKSHOP_BROKER: undefined, DOCKER_HOST: 'unix:///nowhere' }

/** What a check and `broker start` make of it. */
async function expectToPassOver(who: string): Promise<void> {
  const checked = await check(['--solution', '--part', '1', '--details'], { env: ENV, columns: 200 })
  const { exitCode, leftovers, result } = checked
  expect({ exitCode, leftovers, fault: result.fault }).toEqual({ exitCode: 0, leftovers: [], fault: undefined })
  expect(result.versions.provider).toBe('embedded')
  expect(checked.stdout).toContain(`workshop was passed over: ${who} listens on port ${WORKSHOP_PORT}`)
  using place = new Place()
  const env = { ...ENV, XDG_CACHE_HOME: place.folder('cache') }
  const started = await run(['broker', 'start'], { env })
  expect(started).toMatchObject({ exitCode: 3, leftovers: [] })
  const { stderr } = started
  expect(stderr.toLowerCase()).toContain(`${who} listens on port ${WORKSHOP_PORT}.\nend it`.toLowerCase())
  expect(stderr).toContain(`npm run broker start -- --port ${WORKSHOP_PORT + 1}`)
  expect(stderr).toContain(`export KAFKA_BROKERS=localhost:${WORKSHOP_PORT + 1}`)
}

describe('when the port of the workshop is taken, a check has its own broker, and broker start says what to do', () => {
  test('by a program that is no Kafka', LONG, async (context) => {
    await withWorkshopPort(context, async () => {
      await using server = createServer((_, response) => response.end('hello')).listen(WORKSHOP_PORT, '127.0.0.1')
      await once(server, 'listening')
      await expectToPassOver('another program')
    })
  })

  test.skipIf(noContainers)(`by the Kafka of another project${ifSkipped}`, LONG, async (context) => {
    await withWorkshopPort(context, async () => {
      using place = new Place()
      const dir = place.folder('other', {
        'rack.yml': "services: { kafka: { environment: { KAFKA_CFG_BROKER_RACK: 'elsewhere' } } }\n",
      })
      await using other = compose({ overrides: [`${dir}/rack.yml`] })
      await other.up()
      await expect.poll(async () => (await neighbourAt(WORKSHOP_PORT)).kind, { timeout: 60_000 }).toBe('other-kafka')
      await expectToPassOver("a Kafka that is not the workshop's")
    })
  })
})
