export type { Bytes, CallOutcome, Event, EventBody, EventKind, EventOf, FetchedRecord, WireRecord } from './events.ts'
export { Evidence } from './log.ts'
