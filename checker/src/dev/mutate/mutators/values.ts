import ts from 'typescript'
import { type Change, type Mutator, becomes, methodOf } from '../mutator.ts'
import { LARGEST_COUNT } from '../not-mutated.ts'

const { SyntaxKind } = ts

const SIGNS = new Map([
  [SyntaxKind.PlusToken, '-'],
  [SyntaxKind.MinusToken, '+'],
  [SyntaxKind.AsteriskToken, '+'],
])
/** What gives back something like what it is called on. */
const GIVE_THE_SAME = ['filter', 'slice', 'toSorted', 'trim']

/** Numbers, texts, and what makes one of the other. */
export const values: readonly Mutator[] = [
  { name: 'one-more', imitates: ['commit-off-by-one', 'off-by-one-attempt'], at: counted(1n) },
  { name: 'one-less', imitates: ['commit-off-by-one', 'off-by-one-attempt'], at: counted(-1n) },
  {
    name: 'without-plus-one',
    imitates: ['commit-off-by-one'],
    at: (node) =>
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === SyntaxKind.PlusToken &&
      ['1', '1n'].includes(node.right.getText())
        ? becomes(node, node.left.getText())
        : [],
  },
  {
    name: 'sign-turned',
    at: (node) => {
      if (!ts.isBinaryExpression(node)) return []
      const other = SIGNS.get(node.operatorToken.kind)
      return other === undefined ? [] : becomes(node.operatorToken, other)
    },
  },
  {
    name: 'text-emptied',
    at: (node) => (ts.isStringLiteral(node) && node.text !== '' && isValue(node) ? becomes(node, "''") : []),
  },
  {
    name: 'yes-no-turned',
    at: (node) => {
      // As good as left out, which `from-beginning-dropped` does.
      if (node.parent.getText() === 'fromBeginning: true') return []
      if (node.kind === SyntaxKind.TrueKeyword) return becomes(node, 'false')
      return node.kind === SyntaxKind.FalseKeyword ? becomes(node, 'true') : []
    },
  },
  {
    name: 'stringify-dropped',
    imitates: ['stringified-object'],
    at: (node) => (calls(node, 'JSON.stringify') ? becomes(node, argumentOf(node)) : []),
  },
  {
    name: 'stringify-mistaken-for-string',
    imitates: ['stringified-object'],
    at: (node) => (calls(node, 'JSON.stringify') ? becomes(node, `String(${argumentOf(node)})`) : []),
  },
  {
    name: 'conversion-dropped',
    // Not BigInt: JavaScript compares a number with digits in a text as with a number.
    imitates: ['value-not-decoded'],
    at: (node) =>
      ts.isCallExpression(node) && ['String', 'Number'].includes(node.expression.getText())
        ? becomes(node, argumentOf(node))
        : [],
  },
  {
    name: 'call-dropped',
    imitates: ['internal-topics-counted'],
    at: (node) => (GIVE_THE_SAME.includes(methodOf(node) ?? '') ? becomes(node, receiverOf(node)) : []),
  },
  {
    name: 'to-string-dropped',
    imitates: ['value-not-decoded'],
    at: (node) => (methodOf(node) === 'toString' && !isParsed(node) ? becomes(node, receiverOf(node)) : []),
  },
]

function counted(more: bigint): Mutator['at'] {
  return (node): Change[][] => {
    const isBig = ts.isBigIntLiteral(node)
    if (!isBig && !ts.isNumericLiteral(node)) return []
    const number = BigInt(node.text.replace('n', ''))
    return number > BigInt(LARGEST_COUNT) ? [] : becomes(node, `${number + more}${isBig ? 'n' : ''}`)
  }
}

/** A text that is a value: no name of a property, and none that a mutator of its own sees to, a signal, a topic or a group. */
function isValue(text: ts.StringLiteral): boolean {
  const { parent } = text
  if (ts.isPropertyAssignment(parent) && parent.name === text) return false
  return !(ts.isCallExpression(parent) && ['once', 'topic', 'group'].includes(parent.expression.getText()))
}

function calls(node: ts.Node, what: string): node is ts.CallExpression {
  return ts.isCallExpression(node) && node.expression.getText() === what && node.arguments.length === 1
}

/** JSON.parse makes a text of whatever it gets. */
export function isParsed(node: ts.Node): boolean {
  return ts.findAncestor(node, (one) => calls(one, 'JSON.parse')) !== undefined
}

function argumentOf(node: ts.CallExpression): string {
  return node.arguments[0]?.getText() ?? ''
}

function receiverOf(node: ts.Node): string {
  return ((node as ts.CallExpression).expression as ts.PropertyAccessExpression).expression.getText()
}
