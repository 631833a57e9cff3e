import ts from 'typescript'
import { type Change, type Mutator, becomes } from '../mutator.ts'
import { isParsed } from './values.ts'

const { SyntaxKind } = ts

const BOUNDARIES = new Map([
  [SyntaxKind.LessThanToken, '<='],
  [SyntaxKind.LessThanEqualsToken, '<'],
  [SyntaxKind.GreaterThanToken, '>='],
  [SyntaxKind.GreaterThanEqualsToken, '>'],
])
const EQUALITIES = new Map([
  [SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [SyntaxKind.ExclamationEqualsEqualsToken, '==='],
])
const LOGIC = new Map([
  [SyntaxKind.AmpersandAmpersandToken, '||'],
  [SyntaxKind.BarBarToken, '&&'],
])

/** Decisions that go the other way, always one way, or one too early or late. */
export const conditions: readonly Mutator[] = [
  {
    name: 'bound-off-by-one',
    imitates: ['off-by-one-attempt', 'more-workers-than-partitions'],
    at: operator(BOUNDARIES),
  },
  { name: 'equality-turned', at: operator(EQUALITIES) },
  { name: 'and-or-swapped', imitates: ['json-is-enough'], at: operator(LOGIC) },
  { name: 'condition-negated', at: decided((condition) => negated(condition)) },
  { name: 'condition-always-true', at: decided(() => 'true') },
  {
    name: 'condition-never-true',
    imitates: ['poison-loop', 'tombstone-crash', 'unbounded-attempts'],
    at: decided(() => 'false'),
  },
  {
    name: 'default-dropped',
    imitates: ['null-header-crash'],
    at: (node) =>
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === SyntaxKind.QuestionQuestionToken &&
      !node.left.getText().startsWith('process.env.') &&
      !isParsed(node)
        ? becomes(node, node.left.getText())
        : [],
  },
]

/** Operators become others, each another one. */
function operator(others: ReadonlyMap<ts.SyntaxKind, string>): Mutator['at'] {
  return (node) => {
    if (!ts.isBinaryExpression(node)) return []
    const other = others.get(node.operatorToken.kind)
    return other === undefined ? [] : becomes(node.operatorToken, other)
  }
}

/** Conditions of `if` and of `a ? b : c`; those of loops would make loops without an end, or none. */
function decided(other: (condition: ts.Expression) => string): Mutator['at'] {
  return (node): Change[][] => {
    if (ts.isIfStatement(node)) return becomes(node.expression, other(node.expression))
    return ts.isConditionalExpression(node) ? becomes(node.condition, other(node.condition)) : []
  }
}

function negated(condition: ts.Expression): string {
  const isNot = ts.isPrefixUnaryExpression(condition) && condition.operator === SyntaxKind.ExclamationToken
  return isNot ? condition.operand.getText() : `!(${condition.getText()})`
}
