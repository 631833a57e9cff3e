import { defineExercise } from '#catalog'

// TODO(author): your programs with the parts that need them, and your beliefs, by the names of their files in checker/beliefs.
export default defineExercise({
  programs: { 'copy.ts': [1] },
  limits: { wallMs: 60_000, memoryBytes: 512 * 1024 * 1024 },
  beliefs: ['@slug@-needs-no-key'],
})
