/**
 * Names of the demo on the broker: it has topics and a group of its own, so that it is never in a group of the learner's. The
 * solutions put the prefix before their names (`topic('purchases')`); the demo uses no others, and clears no others.
 */
export const DEMO_PREFIX = 'demo-'
export const PURCHASES = `${DEMO_PREFIX}purchases`
export const DEAD_LETTERS = `${DEMO_PREFIX}purchases.dlq`
export const LOYALTY = `${DEMO_PREFIX}loyalty`

/** Retention by size, so that a demo that is forgotten fills no disk. */
const configs = { 'retention.bytes': String(64 * 1024 * 1024), 'segment.bytes': String(16 * 1024 * 1024) }

export const DEMO_TOPICS = [
  { name: PURCHASES, partitions: 3, configs },
  { name: DEAD_LETTERS, partitions: 1, configs },
] as const

/** What can be started, by the name that the browser sends. All of them are solutions, run as they are. */
export const WORKER_KINDS = {
  groups: {
    label: 'loyalty worker',
    exercise: '04-consumer-groups',
    slow: false,
    says: 'The loyalty worker is the solution of lesson 4: a record that it cannot read ends it.',
  },
  slow: {
    label: 'slow worker',
    exercise: '04-consumer-groups',
    slow: true,
    says: 'The slow one is the same program, whose loyalty service takes half a second for each credit.',
  },
  'dead-letters': {
    label: 'worker with dead letters',
    exercise: '05-dead-letter-queue',
    slow: false,
    says: `The one with dead letters is that of lesson 5, and puts aside in ${DEAD_LETTERS} what it cannot credit.`,
  },
} as const

export type WorkerKind = keyof typeof WORKER_KINDS

export function isWorkerKind(name: string): name is WorkerKind {
  return Object.hasOwn(WORKER_KINDS, name)
}

export const MOST_WORKERS = 5
/** How long Kafka waits for a sign of a worker before it gives its partitions to others; kafkajs has 30 seconds. */
export const SESSION_MS = 6_000
/** Purchases a second that the till can sell. */
export const RATES = [0, 1, 5, 20, 100, 500] as const
/** A day's purchases, at once. */
export const BURST = 2_000
