import ts from 'typescript'
import { type Mutator, becomes, callOf, inserted, methodOf } from '../mutator.ts'

/** Programs that don't end, or end as they should not. */
export const stopping: readonly Mutator[] = [
  {
    name: 'disconnect-dropped',
    imitates: ['never-disconnects', 'no-graceful-shutdown'],
    at: (node) => {
      const call = callOf(node)
      return call && methodOf(call) === 'disconnect' ? becomes(node, '') : []
    },
  },
  {
    name: 'signal-ignored',
    imitates: ['no-graceful-shutdown'],
    at: (node) => (ts.isStringLiteral(node) && node.text === 'SIGTERM' ? becomes(node, "'SIGUSR2'") : []),
  },
  {
    name: 'exits-on-the-signal',
    imitates: ['no-graceful-shutdown'],
    at: (node) =>
      ts.isVariableStatement(node) && node.getText().includes("once(process, 'SIGTERM')")
        ? [[inserted(node.getStart(), "process.once('SIGTERM', () => process.exit(0)); ")]]
        : [],
  },
]
