// Sends what is no Kafka request at all.
import { once } from 'node:events'
import { connect } from 'node:net'

const [host, port] = String(process.env.KAFKA_BROKERS).split(':')
const socket = connect(Number(port), host)
await once(socket, 'connect')
socket.write('GET / HTTP/1.1\r\n\r\n')
await once(socket.resume(), 'close')
