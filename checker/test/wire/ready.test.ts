import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { testBroker } from '../support/broker.ts'
import { TestWire } from '../support/wire.ts'

const metadata = { topics: [], allowAutoTopicCreation: false }

test('a program that is early waits for what it is to find, and is let through then', async () => {
  let done!: () => void
  const ready = new Promise<void>((resolve) => (done = resolve))
  await using wire = await TestWire.open(testBroker(), () => ready)
  const connection = await wire.connection('early')
  const answer = connection.request('Metadata', 5, metadata)
  await wire.event('connected')
  await setImmediate()
  expect(wire.of('requested')).toEqual([])
  done()
  expect(await answer).toMatchObject({ brokers: [{}] })
  connection.close()
})

test('where that fails, the connection ends with a fault, which is never the fault of the program', async () => {
  await using wire = await TestWire.open(testBroker(), () => Promise.reject(new Error('no topic')))
  const connection = await wire.connection('early')
  await expect(connection.request('Metadata', 5, metadata)).rejects.toThrow()
  expect(wire.faults).toEqual(['the broker could not be reached: no topic'])
})
