// Does what was asked beside a connection on which it sends half a frame and no more.
import { once } from 'node:events'
import { connect } from 'node:net'

const [host, port] = String(process.env.KAFKA_BROKERS).split(':')
const socket = connect(Number(port), host)
await once(socket, 'connect')
socket.write(Buffer.from('0000003000030005', 'hex'))
await import('./solved.ts')
socket.destroy()
