export { type EmbeddedBroker, type EmbeddedOptions, startEmbedded } from './embedded.ts'
export { type Lease, type LeaseOptions, type ProviderName, leaseBroker } from './lease.ts'
export { type Neighbour, WORKSHOP_PORT, neighbourAt } from './workshop.ts'
