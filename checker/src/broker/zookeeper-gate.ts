import { type Server, type Socket, connect, createServer } from 'node:net'
import { LOOPBACK, openPort } from '../loopback/index.ts'

const ASK_AGAIN_MS = 5
/** A ZooKeeper that has accepted answers, or hangs up, within milliseconds; on a busy machine, within a second. */
const FIRST_ANSWER_MS = 1_000

/**
 * A port on loopback through which Kafka reaches its ZooKeeper, so that both JVMs can start side by side. A ZooKeeper that is
 * starting refuses a connection or hangs up on it, and its client then waits up to a second, at times twice, before it tries
 * again (ClientCnxn.startConnect); the gate keeps the client waiting and tries every 5 ms. Until ZooKeeper listens, its port
 * may be another program's for a moment: a try that is taken and not answered is given up after a second, the next after two,
 * and so on, while the client itself would wait for the 18 seconds of a session. Once ZooKeeper has answered, each connection is
 * passed straight on, and ends when either side does.
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
    let patienceMs = FIRST_ANSWER_MS
    client.once('close', () => server?.destroy())
    // The client speaks first, and says no more until it has been answered.
    client.once('data', (greeting) => {
      client.pause()
      const greet = () => {
        if (client.destroyed) return
        const asked = (server = this.#greet(client, greeting, greet))
        if (this.#hasAnswered) return
        asked.setTimeout(patienceMs, () => {
          patienceMs *= 2
          asked.destroy()
        })
      }
      greet()
    })
  }

  /** Sends the client's first words on; `again` is called when ZooKeeper did not answer them, and never has. */
  #greet(client: Socket, greeting: Buffer, again: () => void): Socket {
    const server = this.#watch(connect(this.#zookeeper, LOOPBACK))
    let answered = false
    server.once('connect', () => {
      // Where nobody listens, a connection to a port that the system gives out can meet itself, and hear its own words.
      if (server.localPort === this.#zookeeper) server.destroy()
      else server.write(greeting)
    })
    server.once('data', (answer) => {
      answered = this.#hasAnswered = true
      server.setTimeout(0)
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
