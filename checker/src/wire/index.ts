export type { Crossing, Trigger, WireFault } from './faults.ts'
export { Wire, type WireOptions } from './wire.ts'
