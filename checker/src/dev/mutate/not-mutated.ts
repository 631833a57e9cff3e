import ts from 'typescript'

/**
 * Whether a node, with all that is in it, stays as it is, since nothing that is graded depends on it: types and imports, texts for
 * people (comments are no nodes), what holds only by hand, and SIGINT, which tasks ask for and name as not graded.
 */
export function isNotMutated(node: ts.Node): boolean {
  return (
    isOfTypes(node) ||
    ts.isImportDeclaration(node) ||
    isForPeople(node) ||
    isDefaultOfEnvironment(node) ||
    isGuard(node) ||
    (ts.isStringLiteral(node) && node.text === 'SIGINT')
  )
}

/** The largest number that is counted with, one by one; beyond are sizes and pauses, where one more or less is no mistake. */
export const LARGEST_COUNT = 9

function isOfTypes(node: ts.Node): boolean {
  return ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)
}

function isForPeople(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) return node.expression.getText().endsWith('Error')
  if (!ts.isCallExpression(node)) return false
  const called = node.expression.getText()
  return ['console.error', 'console.warn', 'notWritten'].includes(called)
}

/** At the top of a program: tells whoever calls it wrongly, which no check does. */
function isGuard(node: ts.Node): boolean {
  return ts.isIfStatement(node) && ts.isSourceFile(node.parent) && ts.isThrowStatement(node.thenStatement)
}

/** The 3 of `process.env.MAX_ATTEMPTS ?? 3`: the checker sets what it grades with. */
function isDefaultOfEnvironment(node: ts.Node): boolean {
  const { parent } = node
  return (
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken &&
    parent.right === node &&
    parent.left.getText().startsWith('process.env.')
  )
}
