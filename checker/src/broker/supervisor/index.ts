export { type WarmLease, leaseWarm, startSupervisor, stopSupervisor, supervisorStatus } from './client.ts'
export type { BrokerStatus, Status, WarmProvider } from './messages.ts'
export { supervisorPlace } from './place.ts'
export { Supervisor } from './supervisor.ts'
