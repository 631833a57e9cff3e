import { type Socket, connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Address } from '../../protocol/index.ts'

/** Whether somebody accepts a connection there within the limit. */
export async function accepts({ host, port }: Address, limitMs: number): Promise<boolean> {
  return comesAbout(connect({ host, port }), 'connect', limitMs)
}

/** Whether a handshake of TLS comes about there; nothing is sent over it, so whose certificate it is does not matter. */
export async function speaksTls({ host, port }: Address, limitMs: number): Promise<boolean> {
  return comesAbout(connectTls({ host, port, rejectUnauthorized: false }), 'secureConnect', limitMs)
}

function comesAbout(socket: Socket, event: 'connect' | 'secureConnect', limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (came: boolean) => () => {
      resolve(came)
      socket.destroy()
    }
    socket.once(event, end(true)).setTimeout(limitMs, end(false))
    socket.on('error', end(false)).once('close', end(false))
  })
}
