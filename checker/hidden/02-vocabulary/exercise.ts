import { defineExercise } from '#catalog'

export default defineExercise({
  programs: { 'inspect.ts': [1] },
  limits: { wallMs: 60_000, memoryBytes: 512 * 1024 * 1024 },
  // So that a program can count them by mistake.
  internalTopics: true,
  beliefs: [
    'count-is-the-latest-offset',
    'inspecting-moves-the-group',
    'internal-topics-counted',
    'lag-of-a-group-that-never-committed',
  ],
})
