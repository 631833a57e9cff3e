import ts from 'typescript'
import { type Mutator, becomes, callOf, contains, methodOf } from '../mutator.ts'

const SETS_UP = ['connect', 'subscribe']

/** Statements that are left out, or come in another order. */
export const statements: readonly Mutator[] = [
  {
    name: 'neighbours-swapped',
    imitates: ['ack-before-work', 'subscribe-after-run', 'dlq-not-acknowledged-before-commit'],
    at: (node) => {
      const next = nextOf(node)
      if (!next || !acts(node) || !acts(next)) return []
      if (!contains(node, ts.isAwaitExpression) && !contains(next, ts.isAwaitExpression)) return []
      // Who is connected first is no matter, and subscribe() connects by itself.
      if ([node, next].every((one) => SETS_UP.includes(methodOf(callOf(one) ?? one) ?? ''))) return []
      if (isCountApart(node, next) || isCountApart(next, node) || [node, next].some(isPause)) return []
      const [first, second] = [node, next].map((one) => ({ start: one.getStart(), end: one.getEnd() }))
      if (!first || !second) return []
      return [
        [
          { ...first, text: next.getText() },
          { ...second, text: node.getText() },
        ],
      ]
    },
  },
  { name: 'continue-to-break', at: (node) => (ts.isContinueStatement(node) ? becomes(node, 'break') : []) },
  {
    name: 'statement-removed',
    imitates: ['swallowed-error', 'missed-before-join', 'never-disconnects', 'drops-failed-messages'],
    at: (node) => (isRemovable(node) ? becomes(node, ts.isIfStatement(node.parent) ? ';' : '') : []),
  },
]

/** A count that goes up beside something that does not use it: which of them is first shows nowhere. */
function isCountApart(node: ts.Node, other: ts.Node): boolean {
  const [, count] = /^(\w+) \+= 1;?$/.exec(node.getText()) ?? []
  return count !== undefined && !contains(other, (inner) => ts.isIdentifier(inner) && inner.text === count)
}

/** Between two attempts, or a heartbeat: when it comes is no matter. */
function isPause(node: ts.Node): boolean {
  return ['setTimeout', 'heartbeat'].includes(callOf(node)?.expression.getText() ?? '')
}

function nextOf(node: ts.Node): ts.Statement | undefined {
  const { parent } = node as Partial<ts.Node>
  if (!parent || !(ts.isBlock(parent) || ts.isSourceFile(parent))) return undefined
  return parent.statements[parent.statements.indexOf(node as ts.Statement) + 1]
}

/** Statements that do something, and that others can come before. */
function acts(node: ts.Node): boolean {
  return ts.isExpressionStatement(node) || ts.isTryStatement(node) || (ts.isIfStatement(node) && !leaves(node))
}

function leaves(node: ts.Node): boolean {
  return contains(node, (inner) => ts.isReturnStatement(inner) || ts.isContinueStatement(inner))
}

/** `catch { return undefined }`, where nothing comes behind the catch. */
function isEndOfCatch(node: ts.ReturnStatement): boolean {
  return node.expression?.getText() === 'undefined' && ts.isCatchClause(node.parent.parent)
}

function isRemovable(node: ts.Node): boolean {
  return (
    ts.isExpressionStatement(node) ||
    (ts.isReturnStatement(node) && !isEndOfCatch(node)) ||
    ts.isThrowStatement(node) ||
    ts.isContinueStatement(node)
  )
}
