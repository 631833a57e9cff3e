export { ailmentOf } from './ailment.ts'
export { cacheFolder } from './cache.ts'
export { asVariables, imagesFor, keepContainers, noEngine, startContainers } from './container/index.ts'
export { findPrograms } from './find-program.ts'
export { installAdvice } from './install-advice.ts'
export { jarsAreCached } from './jars.ts'
export { findJava } from './java.ts'
export { startEmbedded } from './embedded.ts'
export type { OwnBroker, OwnBrokerOptions } from './own-broker.ts'
export { type Lease, type LeaseOptions, type ProviderName, leaseBroker, passedOverText, warmMinutes } from './lease.ts'
export { BROKER_SETTINGS } from './settings.ts'
export { type StartByHandOptions, startByHand } from './start-by-hand.ts'
export {
  type BrokerStatus,
  type Status,
  Supervisor,
  type WarmProvider,
  startSupervisor,
  stopSupervisor,
  supervisorPlace,
  supervisorStatus,
} from './supervisor/index.ts'
export { type Neighbour, WORKSHOP_PORT, neighbourAt, neighbourText, startedNeighbourAt } from './workshop.ts'
