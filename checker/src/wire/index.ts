export type { Crossing, Fault, Trigger } from './faults.ts'
export { Wire, type WireOptions } from './wire.ts'
