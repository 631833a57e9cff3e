import { once } from 'node:events'
import { expect, test } from 'vitest'
import { TestWire } from '../support/wire.ts'

const metadata = { topics: [], allowAutoTopicCreation: false }

test('two hundred connections that a program opens at once all work', async () => {
  await using wire = await TestWire.open()
  const connections = await Promise.all(Array.from({ length: 200 }, () => wire.connection('many')))
  const answers = await Promise.all(connections.map((connection) => connection.request('Metadata', 5, metadata)))
  expect(answers.filter(({ brokers }) => brokers.length === 1)).toHaveLength(200)
  expect(wire.wire.openConnections('many')).toBe(200)
  for (const connection of connections) connection.close()
  await wire.until('all closed', () => wire.wire.openConnections('many') === 0)
  expect(wire.of('disconnected').every(({ by }) => by === 'program')).toBe(true)
  expect(wire.faults).toEqual([])
})

test('a flood of connections is bounded, told once, and does not touch another program', async () => {
  await using wire = await TestWire.open()
  const sockets = await Promise.all(Array.from({ length: 700 }, () => wire.socket('flood')))
  const refused = sockets.map((socket) => once(socket.resume(), 'close'))
  await wire.until('the bound', () => wire.notes.length > 0)
  await Promise.any(refused)
  expect(wire.wire.openConnections('flood')).toBe(500)
  expect(wire.notes).toEqual(['flood has 500 connections open; further ones are refused'])
  const other = await wire.connection('other')
  expect(await other.request('Metadata', 5, metadata)).toMatchObject({ brokers: [{}] })
  for (const socket of sockets) socket.destroy()
  await wire.until('all closed', () => wire.wire.openConnections('flood') === 0)
  const again = await wire.connection('flood')
  expect(await again.request('Metadata', 5, metadata)).toMatchObject({ brokers: [{}] })
  for (const connection of [other, again]) connection.close()
  expect(wire.faults).toEqual([])
})
