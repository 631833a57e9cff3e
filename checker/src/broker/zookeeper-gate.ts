import { type Server, type Socket, connect, createServer } from 'node:net'
import { LOOPBACK, openPort } from '../loopback/index.ts'

const ASK_AGAIN_MS = 5

/**
 * A port on loopback through which Kafka reaches its ZooKeeper, so that both JVMs can start side by side. A ZooKeeper that is
 * starting refuses a connection or hangs up on it, and its client then waits up to a second, at times twice, before it tries
 * again (ClientCnxn.startConnect); the gate keeps the client waiting and tries every 5 ms. Once ZooKeeper has answered, each
 * connection is passed straight on, and ends when either side does.
 */
export class ZookeeperGate {
  readonly port: number
  readonly #zookeeper: number
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #hasAnswered = false

  private constructor(server: Server, port: number, zookeeper: number) {
    this.#server = server
    this.port = port
    this.#zookeeper = zookeeper
    server.on('connection', (client) => this.#pass(client))
  }

  static async open(zookeeper: number): Promise<ZookeeperGate> {
    const server = createServer()
    const { port } = await openPort(() => server)
    return new ZookeeperGate(server, port, zookeeper)
  }

  close(): void {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  #pass(client: Socket): void {
    this.#watch(client)
    let server: Socket | undefined
    client.once('close', () => server?.destroy())
    // The client speaks first, and says no more until it has been answered.
    client.once('data', (greeting) => {
      client.pause()
      const greet = () => {
        if (!client.destroyed) server = this.#greet(client, greeting, greet)
      }
      greet()
    })
  }

  /** Sends the client's first words on; `again` is called when ZooKeeper did not answer them, and never has. */
  #greet(client: Socket, greeting: Buffer, again: () => void): Socket {
    const server = this.#watch(connect(this.#zookeeper, LOOPBACK))
    let answered = false
    server.write(greeting)
    server.once('data', (answer) => {
      answered = this.#hasAnswered = true
      client.write(answer)
      client.pipe(server).pipe(client)
    })
    server.once('close', () => {
      if (answered || this.#hasAnswered) client.destroy()
      else setTimeout(again, ASK_AGAIN_MS)
    })
    return server
  }

  #watch(socket: Socket): Socket {
    this.#sockets.add(socket)
    socket.setNoDelay(true)
    // What went wrong is told by the close that follows.
    socket.on('error', () => undefined)
    socket.once('close', () => this.#sockets.delete(socket))
    return socket
  }
}
