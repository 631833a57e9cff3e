import { expect, test } from 'vitest'
import { untilAnswering } from '../../src/broker/answering.ts'
import { EnvironmentError } from '../../src/errors/index.ts'
import { Cluster } from '../../src/protocol/index.ts'
import { deferred } from '../../src/timing/index.ts'
import { testBroker } from '../support/broker.ts'

const FOREVER = new Promise<never>(() => undefined)

test('a broker of ours is known by the id of its cluster', async () => {
  await using cluster = await Cluster.connect(testBroker())
  const { clusterId } = cluster
  const options = { ended: FOREVER, logFiles: [], signal: undefined, isOurs: (id: string | null) => id === clusterId }
  expect(await untilAnswering(testBroker(), options)).toBe('3.9')
})

test('another one that took the port first is not taken for ours, which ends since it could not have it', async () => {
  const ended = deferred<EnvironmentError>()
  const taken = new EnvironmentError('Port 1 is taken.', { code: 'port-taken', fix: '' })
  let asked = 0
  const isOurs = () => {
    asked += 1
    if (asked === 3) ended.resolve(taken)
    return false
  }
  const answering = untilAnswering(testBroker(), { ended: ended.promise, logFiles: [], signal: undefined, isOurs })
  await expect(answering).rejects.toBe(taken)
  expect(asked).toBeGreaterThanOrEqual(3)
})
