export type { Bytes, Event, EventBody, EventKind, EventOf, FetchedRecord, WireRecord } from './events.ts'
export { Evidence } from './log.ts'
