/** A process that records gradings as a check does: `writer.ts ROOT NAME COUNT`, each as soon as the one before it is kept. */
import { withExercise } from '../../../../src/learner/progress/merge.ts'
import { updateProgress } from '../../../../src/learner/progress/store.ts'
import { grading } from './samples.ts'

const [root = '', name = '', count = '0'] = process.argv.slice(2)

for (let n = 0; n < Number(count); n += 1) {
  await updateProgress(root, (progress) =>
    withExercise(progress, 'intro', (before) => ({
      ...before,
      gradings: [...before.gradings, grading(`${name}-${n}`, n)],
    })),
  )
  // Whoever kills this process knows from then on what must be there.
  process.stdout.write(`${name}-${n}\n`)
}
