import { defineExercise } from '#catalog'

export default defineExercise({
  programs: { 'worker.ts': [1, 2, 3], 'audit.ts': [4] },
  limits: { wallMs: 60_000, memoryBytes: 512 * 1024 * 1024 },
  beliefs: [
    'acks-0',
    'audit-shares-the-group',
    'commit-before-work',
    'commit-lost-while-stopping',
    'commit-off-by-one',
    'commit-per-process-not-per-partition',
    'commit-whole-batch-first',
    'each-batch-auto-resolve',
    'floating-promise',
    'missed-before-join',
    'misspelt-topic',
    'never-commits',
    'never-disconnects',
    'no-graceful-shutdown',
    'no-key',
    'one-group-per-worker',
    'out-of-order-resolve',
    'parallel-loses-order',
    'stops-when-all-is-read',
    'swallowed-error',
    'unawaited-send',
  ],
})
