import { type Socket, connect } from 'node:net'
import { EnvironmentError } from '../../errors/index.ts'
import type { BrokerAddress } from '../../protocol/index.ts'
import { deferred } from '../../timing/index.ts'
import { accepts } from './sockets.ts'

const ACCEPT_LIMIT_MS = 3_000

export interface Watch {
  /** Resolves, with the reason, when one of them is gone. */
  readonly failed: Promise<EnvironmentError>
  readonly close: () => void
}

/**
 * Notices when a broker that is not ours ends: by an open connection to each, which the system closes when the broker ends,
 * however it does. A broker that hangs up and is there still (it ends idle connections) gets another one. None of it keeps
 * the process alive.
 */
export function watchBrokers(brokers: readonly BrokerAddress[]): Watch {
  const sockets = new Map<BrokerAddress, Socket>()
  let closed = false
  const failed = deferred<EnvironmentError>()
  const watch = (broker: BrokerAddress) => {
    const socket = connect(broker).unref()
    sockets.set(broker, socket)
    socket.on('error', () => undefined).resume()
    socket.once('close', () => void lost(broker))
  }
  const lost = async (broker: BrokerAddress) => {
    const there = await accepts(broker, ACCEPT_LIMIT_MS)
    if (closed) return
    if (there) return watch(broker)
    failed.resolve(
      new EnvironmentError(`Broker ${broker.id} of the cluster (${broker.host}:${broker.port}) ended in the middle.`, {
        code: 'broker-died',
        fix: 'Start it again, and then run the command again.',
      }),
    )
  }
  brokers.forEach(watch)
  return {
    failed: failed.promise,
    close: () => {
      closed = true
      for (const socket of sockets.values()) socket.destroy()
    },
  }
}
