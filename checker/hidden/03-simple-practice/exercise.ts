import { defineExercise } from '#catalog'

export default defineExercise({
  programs: { 'producer.ts': [1], 'consumer.ts': [2, 3] },
  limits: { wallMs: 60_000, memoryBytes: 512 * 1024 * 1024 },
  beliefs: [
    'acks-0',
    'hand-picked-partition',
    'json-is-enough',
    'key-of-its-own',
    'missed-before-join',
    'misspelt-topic',
    'never-commits',
    'never-disconnects',
    'no-graceful-shutdown',
    'no-key',
    'not-json-crash',
    'null-key-crash',
    'one-connection-per-message',
    'stops-when-all-is-read',
    'stringified-object',
    'subscribe-after-run',
    'throw-puts-aside',
    'tombstone-crash',
    'unawaited-send',
    'value-not-decoded',
    'whole-file-lost-on-one-bad-line',
  ],
})
