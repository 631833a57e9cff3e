/** What the server puts on the board, part by part: `site/server/live/board.ts` and who fills it. */
export interface RecordPreview {
  offset: number
  kind: 'record' | 'tombstone' | 'unread' | 'compressed'
  key: string | null
  value: string
}
export interface LaneView {
  topic: string
  partition: number
  start: number
  end: number
  perSecond: number
  arrived: number
  records: RecordPreview[]
}
export interface GroupView {
  id: string
  state: string
  members: { id: string; name: string; partitions: string[] | null; has: string }[]
  positions: { partition: string; offset: number | null; lag: number | null; member: string | null }[]
}
export interface Happening {
  number: number
  at: string
  matters: boolean
  text: string
}
export interface BrokerView {
  bootstrap: string
  up: boolean
  kafkaVersion: string
  why: string
  canStart: boolean
  starting: boolean
  lines: string[]
}
export interface DemoView {
  till: { rate: number; sold: number; trouble: string }
  workers: { name: string; kind: string; state: string; end: string; lines: string[] }[]
}
export interface BytesView {
  kind: 'null' | 'text' | 'binary'
  text: string
  bytes: number
  left: number
}
export interface RecordDetail {
  topic: string
  partition: number
  offset: number
  at: string
  key: BytesView
  value: BytesView
  headers: { key: string; value: BytesView }[]
  headersLeft: number
}
export interface Board {
  topics: { name: string; partitions: number }[]
  lanes: Map<string, LaneView>
  groups: GroupView[]
  hidden: { topics: string[]; groups: string[]; checks: number }
  happenings: Happening[]
  broker?: BrokerView
  demo?: DemoView
}
