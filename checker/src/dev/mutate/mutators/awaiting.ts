import ts from 'typescript'
import { type Mutator, becomes, contains, methodOf } from '../mutator.ts'

/** What waits for each answer to a callback of an array; of these, the ones that programs here use. */
const OF_ARRAYS = ['map', 'filter', 'find', 'flatMap', 'some', 'every', 'reduce']

/** Promises that nobody waits for. */
export const awaiting: readonly Mutator[] = [
  {
    name: 'await-dropped',
    imitates: ['forgotten-await', 'unawaited-send', 'floating-promise', 'dlq-not-acknowledged-before-commit'],
    at: (node) => (ts.isAwaitExpression(node) && isMissed(node) ? becomes(node, node.expression.getText()) : []),
  },
  {
    name: 'round-not-awaited',
    imitates: ['forgotten-await', 'unawaited-send'],
    at: (node) => {
      if (!(ts.isForStatement(node) || ts.isForOfStatement(node)) || !ts.isBlock(node.statement)) return []
      const { statement: body } = node
      return contains(body, ts.isAwaitExpression) && !contains(body, leavesRound)
        ? becomes(body, `{ void (async () => ${body.getText()})() }`)
        : []
    },
  },
  {
    name: 'for-each-instead-of-all',
    imitates: ['forgotten-await', 'unawaited-send', 'floating-promise'],
    at: (node) => {
      if (!ts.isCallExpression(node) || node.expression.getText() !== 'Promise.all') return []
      const mapped = node.arguments[0]
      if (!mapped || methodOf(mapped) !== 'map') return []
      const { expression, arguments: callbacks } = mapped as ts.CallExpression
      const array = (expression as ts.PropertyAccessExpression).expression.getText()
      return becomes(node, `${array}.forEach(${callbacks.map((one) => one.getText()).join(', ')})`)
    },
  },
  {
    name: 'callback-made-async',
    at: (node) => {
      if (!ts.isArrowFunction(node) || node.modifiers !== undefined) return []
      return OF_ARRAYS.includes(methodOf(node.parent) ?? '') ? becomes(node, `async ${node.getText()}`) : []
    },
  },
]

/**
 * Whether anything depends on an `await`. kafkajs connects, subscribes and joins in order by itself; and behind the end of a client
 * that nobody else needs nobody can be early, since Node ends when nothing is open any more.
 */
function isMissed({ expression, parent }: ts.AwaitExpression): boolean {
  const isLast = ts.isSourceFile(parent.parent) && parent.parent.statements.at(-1) === parent
  if (isLast && expression.getText().includes('.disconnect(')) return false
  return !/^(\w+\.(connect|subscribe|run)|(admin|producer)\.disconnect|heartbeat)\(/.test(expression.getText())
}

function leavesRound(node: ts.Node): boolean {
  return ts.isReturnStatement(node) || ts.isBreakStatement(node) || ts.isContinueStatement(node)
}
