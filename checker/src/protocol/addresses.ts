import { EnvironmentError } from '../errors/index.ts'

export interface Address {
  readonly host: string
  readonly port: number
}

/**
 * The addresses of `host:port[,host:port…]`, an IPv6 host in brackets. Throws EnvironmentError `bad-broker-address` for
 * anything else.
 */
export function parseBootstrap(bootstrap: string): Address[] {
  return bootstrap.split(',').map(parseAddress)
}

function parseAddress(address: string): Address {
  const match = /^\[?(.+?)\]?:(\d{1,5})$/.exec(address.trim())
  const port = Number(match?.[2])
  if (!match?.[1] || !(port >= 1 && port <= 65_535)) {
    throw new EnvironmentError(`"${address}" is not the address of a broker.`, {
      code: 'bad-broker-address',
      fix: 'Write host:port, with a port from 1 to 65535, and a comma between several.',
    })
  }
  return { host: match[1], port }
}
