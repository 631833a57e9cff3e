import { leaseBroker, noEngine } from '../../broker/index.ts'
import type { BenchOptions } from '../bench.ts'
import type { Figure } from './figures.ts'
import { coldCheck, peer, share, stopWarm, warmCheck } from './peer.ts'

/** A start of containers takes seconds, and differs less from run to run than what is quick. */
const COLD_RUNS = 3

/**
 * Whole checks, cold and warm, and beside them what a user would write instead, where a container engine answers. Ends the
 * broker that is kept warm for this user.
 */
export async function againstPeer({ root, runs, say }: BenchOptions): Promise<Figure[]> {
  const cold = await coldCheck(root, 'embedded', runs)
  const warm = await warmCheck(root, 'embedded', runs)
  await stopWarm(root)
  const reason = await noEngine(process.env)
  if (reason !== undefined) {
    say(`Containers, and the peer that needs them, are not measured: ${reason.message}`)
    return [cold, warm]
  }
  const coldContainers = await coldCheck(root, 'container', COLD_RUNS)
  const warmContainers = await warmCheck(root, 'container', runs)
  const env = { ...process.env, WORKSHOP_BROKER: 'container' }
  await using lease = await leaseBroker({ root, env, say })
  const peerWarm = await peer(root, 'the peer, warm', runs, lease.bootstrap)
  await stopWarm(root)
  const peerCold = await peer(root, 'the peer, cold', COLD_RUNS)
  return [
    ...[cold, warm, coldContainers, warmContainers, peerCold, peerWarm],
    share('cold (embedded) against the peer', cold, peerCold, 1 / 2.5),
    share('cold (container) against the peer', coldContainers, peerCold, 1 / 1.5),
    share('warm (container) against the peer', warmContainers, peerWarm, 1 / 1.5),
  ]
}
