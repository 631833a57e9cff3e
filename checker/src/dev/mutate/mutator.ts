import ts from 'typescript'

/** Text that takes the place of what lies from `start` to `end`, offsets in the source. */
export interface Change {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** One kind of mistake: what it makes of a place in a program. */
export interface Mutator {
  /** In plain words: `await-dropped`. */
  readonly name: string
  /** The beliefs of which it is the mistake, by the names of their files; left out where it is a slip. */
  readonly imitates?: readonly string[]
  /** A list of changes for each mutant that it makes at this node; none elsewhere. */
  readonly at: (node: ts.Node) => readonly (readonly Change[])[]
}

/** One mutant: `node` becomes `text`. */
export function becomes(node: ts.Node, text: string): Change[][] {
  return [[{ start: node.getStart(), end: node.getEnd(), text }]]
}

/** A change that puts `text` at an offset. */
export function inserted(at: number, text: string): Change {
  return { start: at, end: at, text }
}

/** A mutant without this property of an object literal. */
export function withoutProperty(property: ts.ObjectLiteralElementLike): Change[][] {
  const { properties } = property.parent as ts.ObjectLiteralExpression
  const index = properties.indexOf(property)
  const next = properties[index + 1]
  const start = next ? property.getStart() : (properties[index - 1]?.getEnd() ?? property.getStart())
  return [[{ start, end: next ? next.getStart() : property.getEnd(), text: '' }]]
}

/** The name of a property of an object literal; undefined for spreads and computed names. */
export function nameOf(property: ts.ObjectLiteralElementLike): string | undefined {
  const { name } = property
  return name && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : undefined
}

/** What a property of an object literal holds, of `{ key }` the name itself; undefined for spreads and methods. */
export function valueOf(property: ts.ObjectLiteralElementLike): ts.Expression | undefined {
  if (ts.isPropertyAssignment(property)) return property.initializer
  return ts.isShorthandPropertyAssignment(property) ? property.name : undefined
}

/** One mutant: the property holds `text`. */
export function holds(property: ts.ObjectLiteralElementLike, text: string): Change[][] {
  if (ts.isPropertyAssignment(property)) return becomes(property.initializer, text)
  return becomes(property, `${nameOf(property)}: ${text}`)
}

/** An object literal that is a message for a producer: it has a value, and a key or headers. */
export function isMessage(node: ts.Node): node is ts.ObjectLiteralExpression {
  if (!ts.isObjectLiteralExpression(node)) return false
  const names = node.properties.map(nameOf)
  return names.includes('value') && (names.includes('key') || names.includes('headers'))
}

/** The property of this name of the message that `node` is. */
export function partOfMessage(node: ts.Node, name: string): ts.ObjectLiteralElementLike | undefined {
  return isMessage(node) ? node.properties.find((property) => nameOf(property) === name) : undefined
}

/** The method that a call calls, `send` of `producer.send(…)`; undefined where it calls no method. */
export function methodOf(node: ts.Node): string | undefined {
  return ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)
    ? node.expression.name.text
    : undefined
}

/** The call that an expression statement makes, awaited or not. */
export function callOf(node: ts.Node): ts.CallExpression | undefined {
  if (!ts.isExpressionStatement(node)) return undefined
  const { expression } = node
  const called = ts.isAwaitExpression(expression) ? expression.expression : expression
  return ts.isCallExpression(called) ? called : undefined
}

/** Whether some node in this one, itself included, is as asked. */
export function contains(node: ts.Node, asked: (inner: ts.Node) => boolean): boolean {
  return asked(node) || ts.forEachChild(node, (child) => contains(child, asked) || undefined) === true
}
