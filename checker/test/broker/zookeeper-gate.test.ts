import { once } from 'node:events'
import { type AddressInfo, type Socket, connect, createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { ZookeeperGate } from '../../src/broker/zookeeper-gate.ts'

const closers: (() => void)[] = []
afterEach(() => closers.splice(0).forEach((close) => close()))

test('a client that comes before ZooKeeper serves is answered once it does, with its first words sent again', async () => {
  const heard: string[] = []
  let hangsUp = 20
  const port = await listening((socket) => {
    socket.once('data', (words) => {
      heard.push(words.toString())
      if ((hangsUp -= 1) >= 0) socket.destroy()
      else socket.write('welcome')
    })
  })

  const client = await connected(await gateTo(port))
  client.write('hello')

  expect((await once(client, 'data')).toString()).toBe('welcome')
  expect(heard).toEqual(Array.from({ length: 21 }, () => 'hello'))
  // Each try would add a listener otherwise, and Node warns of the eleventh.
  expect(client.listenerCount('close')).toBeLessThan(5)
})

test('a client waits for a ZooKeeper that does not listen yet', async () => {
  const port = await freed()
  const client = await connected(await gateTo(port))
  client.write('hello')
  const server = createServer((socket) => socket.once('data', () => socket.write('welcome'))).listen(port, '127.0.0.1')
  closers.push(() => server.close())

  expect((await once(client, 'data')).toString()).toBe('welcome')
})

test('a client is not lost to a stranger who had the port for a moment, took the connection and never speaks', async () => {
  const stranger = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1')
  await once(stranger, 'listening')
  const { port } = stranger.address() as AddressInfo
  const client = await connected(await gateTo(port))
  client.write('hello')
  await once(stranger, 'connection')
  // It listens no more, and keeps the connection.
  stranger.close()
  const server = createServer((socket) => socket.once('data', () => socket.write('welcome'))).listen(port, '127.0.0.1')
  closers.push(() => server.close())

  expect((await once(client, 'data')).toString()).toBe('welcome')
})

test('what follows the first answer passes both ways, until either side ends', async () => {
  const port = await listening((socket) => socket.on('data', (words) => socket.write(`re: ${words.toString()}`)))
  const client = await connected(await gateTo(port))
  client.write('one')
  expect((await once(client, 'data')).toString()).toBe('re: one')
  client.write('two')
  expect((await once(client, 'data')).toString()).toBe('re: two')

  sockets.forEach((socket) => socket.destroy())

  await closed(client)
})

test('a ZooKeeper that has answered and is gone hangs up on the next client, as it would without the gate', async () => {
  let serves = true
  const port = await listening((socket) => socket.once('data', () => (serves ? socket.write('ok') : socket.destroy())))
  const gate = await gateTo(port)
  const first = await connected(gate)
  first.write('hello')
  await once(first, 'data')
  serves = false

  const second = await connected(gate)
  second.write('hello')

  await closed(second)
})

test('a gate that is closed lets go of clients that wait', async () => {
  const gate = await ZookeeperGate.open(await freed())
  const client = await connected(gate)
  client.write('hello')

  gate.close()

  await closed(client)
})

const sockets: Socket[] = []

async function listening(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.push(socket)
    onConnection(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => server.close())
  return (server.address() as AddressInfo).port
}

/** A port on which nobody listens. */
async function freed(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function gateTo(port: number): Promise<ZookeeperGate> {
  const gate = await ZookeeperGate.open(port)
  closers.push(() => gate.close())
  return gate
}

async function connected({ port }: ZookeeperGate): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  closers.push(() => socket.destroy())
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

/** However it was closed. */
function closed(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => socket.once('close', resolve))
}
