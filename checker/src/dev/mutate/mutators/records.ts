import ts from 'typescript'
import {
  type Change,
  type Mutator,
  becomes,
  holds,
  inserted,
  isMessage,
  methodOf,
  nameOf,
  partOfMessage,
  valueOf,
  withoutProperty,
} from '../mutator.ts'

/** Records as they should not be: another key or none, headers, topics, and what a program prints. */
export const records: readonly Mutator[] = [
  { name: 'key-dropped', imitates: ['no-key', 'dlq-loses-key'], at: part('key', withoutProperty) },
  { name: 'key-always-the-same', at: part('key', (key) => holds(key, "'key'")) },
  {
    name: 'key-of-its-own',
    imitates: ['key-of-its-own', 'dlq-loses-key'],
    at: part('key', (key) => holds(key, 'String(Math.random())')),
  },
  { name: 'key-as-text', imitates: ['null-key-crash', 'dlq-loses-key'], at: part('key', asText) },
  { name: 'value-as-text', imitates: ['dlq-reserialised'], at: part('value', asText) },
  {
    name: 'value-written-anew',
    imitates: ['dlq-reserialised'],
    at: part('value', (value) => asCame(value, (text) => `JSON.stringify(JSON.parse(String(${text})))`)),
  },
  { name: 'value-dropped', at: part('value', (value) => holds(value, 'null')) },
  { name: 'headers-dropped', imitates: ['dlq-loses-headers'], at: part('headers', withoutProperty) },
  {
    name: 'header-dropped',
    imitates: ['dlq-without-provenance', 'dlq-loses-headers'],
    at: (node) => (isHeader(node) ? withoutProperty(node) : []),
  },
  {
    name: 'header-changed',
    imitates: ['dlq-without-provenance'],
    at: (node) => (isHeader(node) && valueOf(node) ? holds(node, "'0'") : []),
  },
  {
    name: 'partition-always-0',
    imitates: ['hand-picked-partition'],
    // Of a record that is handed on no task says where the copy lies.
    at: (node) => (isMessage(node) && !isHandedOn(node) ? [[inserted(node.getStart() + 1, ' partition: 0,')]] : []),
  },
  { name: 'acks-0', imitates: ['acks-0'], at: option('send', 'acks: 0') },
  { name: 'topic-misspelt', imitates: ['misspelt-topic'], at: named('topic', (name) => `topic('${name}s')`) },
  {
    name: 'name-without-prefix',
    at: (node) =>
      ts.isCallExpression(node) && ['topic', 'group'].includes(node.expression.getText())
        ? becomes(node, node.arguments[0]?.getText() ?? '')
        : [],
  },
  { name: 'property-dropped', at: (node) => (isOfAnswer(node) ? withoutProperty(node) : []) },
]

/** A mutator of methods of kafkajs that take an object: one more option stands in it, first. */
export function option(method: string, text: string): Mutator['at'] {
  return (node) => {
    if (!ts.isCallExpression(node) || methodOf(node) !== method) return []
    const given = node.arguments[0]
    if (!given || !ts.isObjectLiteralExpression(given)) return []
    const isThere = given.properties.some((property) => nameOf(property) === text.split(':')[0])
    return isThere ? [] : [[inserted(given.getStart() + 1, ` ${text},`)]]
  }
}

/** A mutator of `topic('…')` and `group('…')`. */
export function named(what: 'topic' | 'group', other: (name: string) => string): Mutator['at'] {
  return (node) => {
    if (!ts.isCallExpression(node) || node.expression.getText() !== what) return []
    const name = node.arguments[0]
    return name && ts.isStringLiteral(name) ? becomes(node, other(name.text)) : []
  }
}

function part(name: string, change: (property: ts.ObjectLiteralElementLike) => Change[][]): Mutator['at'] {
  return (node) => {
    const property = partOfMessage(node, name)
    return property ? change(property) : []
  }
}

function asText(property: ts.ObjectLiteralElementLike): Change[][] {
  return asCame(property, (text) => `String(${text})`)
}

/** Of a part of a record that is handed on as it came, `key: message.key` or `key`; none where it is made here. */
function asCame(property: ts.ObjectLiteralElementLike, other: (text: string) => string): Change[][] {
  const value = valueOf(property)
  const isRead = value && (ts.isIdentifier(value) || value.getText().startsWith('message.'))
  return isRead ? holds(property, other(value.getText())) : []
}

/** A message with the key of another one. */
function isHandedOn(message: ts.ObjectLiteralExpression): boolean {
  const key = partOfMessage(message, 'key')
  return key !== undefined && asText(key).length > 0
}

/** A property of an object literal. */
function isProperty(node: ts.Node): node is ts.ObjectLiteralElementLike {
  return ts.isObjectLiteralElementLike(node) && ts.isObjectLiteralExpression(node.parent)
}

/** What stands in a `headers: { … }`. */
function isHeader(node: ts.Node): node is ts.ObjectLiteralElementLike {
  if (!isProperty(node)) return false
  const owner = node.parent.parent
  return ts.isPropertyAssignment(owner) && nameOf(owner) === 'headers'
}

/** What stands in an object that is printed, written as JSON, or given back. */
function isOfAnswer(node: ts.Node): node is ts.ObjectLiteralElementLike {
  if (!isProperty(node)) return false
  const around = node.parent.parent
  if (ts.isCallExpression(around)) return around.expression.getText() === 'JSON.stringify'
  return ts.isReturnStatement(around) || (ts.isParenthesizedExpression(around) && ts.isArrowFunction(around.parent))
}
