import { describe, expect, test } from 'vitest'
import { WORKSHOP_PORT } from '../../src/broker/index.ts'
import { Cluster } from '../../src/protocol/index.ts'
import { ifSkipped, noContainers } from '../support/containers.ts'
import { LONG, withWorkshopPort } from '../support/workshop-port.ts'
import { check } from './harness/check.ts'
import { run } from './harness/command.ts'
import { compose } from './harness/compose.ts'
import { Place } from './harness/place.ts'

describe.skipIf(noContainers)(`docker-compose up, and a check at once${ifSkipped}`, () => {
  test('the check waits for its broker, passes on it, and leaves it running and clean', LONG, async (context) => {
    await withWorkshopPort(context, async () => {
      await using project = compose()
      await project.up()
      const { exitCode, result, stdout, leftovers } = await check(['--solution', '--details'], {
        env: { WORKSHOP_BROKER: undefined },
      })
      expect({ exitCode, leftovers }).toEqual({ exitCode: 0, leftovers: [] })
      expect(result).toMatchObject({ status: 'passed', versions: { broker: '3.9', provider: 'workshop' } })
      expect(stdout).toContain(`Kafka 3.9 at 127.0.0.1:${WORKSHOP_PORT}, already running`)
      await using cluster = await Cluster.connect(`127.0.0.1:${WORKSHOP_PORT}`)
      expect((await cluster.topics()).filter((name) => !name.startsWith('__'))).toEqual([])
      expect(await cluster.listGroups()).toEqual([])
      await expectToldAsNotOurs()
    })
  })
})

/** By the commands that look after a broker of their own. */
async function expectToldAsNotOurs(): Promise<void> {
  using place = new Place()
  const env = { XDG_CACHE_HOME: place.folder('cache'), WORKSHOP_BROKER: undefined }
  const start = await run(['broker', 'start'], { env })
  expect(start).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/runs on port \d+ already/) as string })
  const told = /npm run broker did not start it\.\n.*docker compose down --volumes/
  const status = await run(['broker', 'status'], { env })
  expect(status).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(told) as string })
  const stop = await run(['broker', 'stop'], { env })
  expect(stop).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(told) as string })
}
