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
  const match = /^\[?(.+?)\]?:(\d+)$/.exec(address.trim())
  if (!match?.[1]) {
    throw new EnvironmentError(`"${address}" is not the address of a broker.`, {
      code: 'bad-broker-address',
      fix: 'Write host:port, and a comma between several.',
    })
  }
  return { host: match[1], port: Number(match[2]) }
}
