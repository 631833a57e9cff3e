import { defineExercise } from '#catalog'

export default defineExercise({
  programs: { 'hello-kafka.ts': [1], 'queue-worker.ts': [2], 'log-worker.ts': [3] },
  withoutBroker: [2, 3],
  limits: { wallMs: 60_000, memoryBytes: 512 * 1024 * 1024 },
  beliefs: [
    'ack-before-work',
    'commit-off-by-one',
    'dead-letter-without-reason',
    'drops-failed-messages',
    'forgotten-await',
    'never-disconnects',
    'off-by-one-attempt',
    'one-failure-stops-the-worker',
    'unbounded-attempts',
  ],
})
