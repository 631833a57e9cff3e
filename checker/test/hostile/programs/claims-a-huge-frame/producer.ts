// Promises a frame of two gigabytes.
import { once } from 'node:events'
import { connect } from 'node:net'

const [host, port] = String(process.env.KAFKA_BROKERS).split(':')
const socket = connect(Number(port), host)
await once(socket, 'connect')
socket.write(Buffer.from('7fffffff', 'hex'))
await once(socket.resume(), 'close')
