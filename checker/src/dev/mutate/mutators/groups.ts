import ts from 'typescript'
import { type Change, type Mutator, becomes, inserted, methodOf, nameOf, withoutProperty } from '../mutator.ts'
import { named, option } from './records.ts'

/** Groups: which, from where, and what is committed when. */
export const groups: readonly Mutator[] = [
  {
    name: 'group-misnamed',
    imitates: ['redrive-twice'],
    at: named('group', (name) => `group('${name}-2')`),
  },
  {
    name: 'group-of-its-own',
    imitates: ['one-group-per-worker', 'redrive-twice'],
    at: named('group', (name) => `group('${name}-' + Math.random())`),
  },
  {
    name: 'from-beginning-dropped',
    imitates: ['missed-before-join'],
    at: (node) =>
      ts.isObjectLiteralElementLike(node) && nameOf(node) === 'fromBeginning' ? withoutProperty(node) : [],
  },
  { name: 'auto-commit-off', imitates: ['never-commits'], at: option('run', 'autoCommit: false') },
  {
    name: 'commits-first',
    imitates: ['commit-before-work', 'dlq-not-acknowledged-before-commit'],
    at: (node) => handler(node, (body, commit) => `${commit(1)}; ${body}`),
  },
  {
    name: 'commits-its-own-offset',
    imitates: ['commit-off-by-one'],
    at: (node) => handler(node, (body, commit) => `${body}; ${commit(0)}`, 'autoCommit: false, '),
  },
  {
    name: 'commits-one-too-far',
    imitates: ['commit-off-by-one'],
    at: (node) => handler(node, (body, commit) => `${body}; ${commit(2)}`, 'autoCommit: false, '),
  },
]

/** A mutant whose `eachMessage` commits by itself too: `made` gets what the handler does, and a commit so far behind the record. */
function handler(
  node: ts.Node,
  made: (body: string, commit: (further: number) => string) => string,
  options = '',
): Change[][] {
  if (!ts.isPropertyAssignment(node) || nameOf(node) !== 'eachMessage') return []
  const run = node.parent.parent
  const commitsItself = node.parent.properties.some((property) => nameOf(property) === 'autoCommit')
  if (methodOf(run) !== 'run' || commitsItself) return []
  const consumer = ((run as ts.CallExpression).expression as ts.PropertyAccessExpression).expression.getText()
  const commit = (further: number) =>
    `await ${consumer}.commitOffsets([{ topic: got.topic, partition: got.partition, ` +
    `offset: String(BigInt(got.message.offset) + ${further}n) }])`
  const body = `await (${node.initializer.getText()})(got)`
  const [changes = []] = becomes(node.initializer, `async (got) => { ${made(body, commit)} }`)
  return [[inserted(node.getStart(), options), ...changes]]
}
