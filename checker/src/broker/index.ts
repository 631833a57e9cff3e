export { type EmbeddedBroker, type EmbeddedOptions, startEmbedded } from './embedded.ts'
export { type Lease, type LeaseOptions, type ProviderName, leaseBroker, warmMinutes } from './lease.ts'
export {
  type BrokerStatus,
  type Status,
  Supervisor,
  startSupervisor,
  stopSupervisor,
  supervisorPlace,
  supervisorStatus,
} from './supervisor/index.ts'
export { type Neighbour, WORKSHOP_PORT, neighbourAt, startedNeighbourAt } from './workshop.ts'
