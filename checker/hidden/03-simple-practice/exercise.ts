import { defineExercise } from '#catalog'

export default defineExercise({
  programs: { 'producer.ts': [1], 'consumer.ts': [2, 3] },
  limits: { wallMs: 60_000, memoryBytes: 512 * 1024 * 1024 },
  beliefs: [
    'acks-0',
    'hand-picked-partition',
    'misspelt-topic',
    'missed-before-join',
    'never-disconnects',
    'no-graceful-shutdown',
    'no-key',
    'not-json-crash',
    'null-key-crash',
    'one-connection-per-message',
    'stringified-object',
    'subscribe-after-run',
    'tombstone-crash',
    'unawaited-send',
    'value-not-decoded',
    'whole-file-lost-on-one-bad-line',
  ],
})
