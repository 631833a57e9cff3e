import ts from 'typescript'
import { type Mutator, becomes, callOf, contains } from '../mutator.ts'

/** Errors that nobody gets to see. */
export const errors: readonly Mutator[] = [
  {
    name: 'catch-emptied',
    imitates: ['swallowed-error', 'drops-failed-messages'],
    at: (node) => (ts.isCatchClause(node) && !givesNothing(node) ? becomes(node.block, '{}') : []),
  },
  {
    name: 'error-swallowed',
    imitates: ['swallowed-error', 'dlq-not-acknowledged-before-commit'],
    // In functions alone: at the top a program sets up and stops, and no task says what is to happen where Kafka refuses that.
    at: (node) =>
      isWork(node) && contains(node, ts.isAwaitExpression) && isInFunction(node) && !isInTry(node)
        ? becomes(node, `try { ${node.getText()} } catch {}`)
        : [],
  },
]

/** What tasks say may fail: a send, a credit, a mail that is handled, and functions of the program around those. */
function isWork(node: ts.Node): boolean {
  const called = callOf(node)?.expression
  if (!called) return false
  return ts.isIdentifier(called)
    ? !['setTimeout', 'heartbeat'].includes(called.text)
    : called.getText().endsWith('.send')
}

/** Empty, or as good as that: `return undefined`. */
function givesNothing({ block }: ts.CatchClause): boolean {
  return block.statements.every((one) => /^return( undefined)?;?$/.test(one.getText()))
}

function isInFunction(node: ts.Node): boolean {
  return !!ts.findAncestor(node, ts.isFunctionLike)
}

/** There its error is seen to. */
function isInTry(node: ts.Node): boolean {
  const block = ts.findAncestor(node, ts.isBlock)
  return block !== undefined && ts.isTryStatement(block.parent) && block.parent.tryBlock === block
}
