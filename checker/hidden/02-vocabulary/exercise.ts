import { defineExercise } from '#catalog'

export default defineExercise({
  programs: { 'inspect.ts': [1], 'predictions.ts': [2] },
  limits: { wallMs: 60_000, memoryBytes: 512 * 1024 * 1024 },
  // So that a program can count them by mistake.
  internalTopics: true,
  beliefs: [
    'commit-off-by-one',
    'count-is-the-latest-offset',
    'inspecting-moves-the-group',
    'internal-topics-counted',
    'lag-of-a-group-that-never-committed',
    'more-workers-than-partitions',
    'never-disconnects',
    'offsets-are-global',
    'one-group-broadcasts',
    'one-partition-per-key',
    'order-holds-across-partitions',
    'reading-removes-records',
    'two-groups-share',
    'zookeeper-holds-offsets',
  ],
})
