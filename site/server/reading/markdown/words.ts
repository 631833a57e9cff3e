import type { Token } from 'markdown-it'

/** What is read of a token, without markup: running text, and code. */
export function wordsOf({ type, content, children }: Token): string {
  if (type === 'fence' || type === 'code_block') return content
  return type === 'inline' ? (children ?? []).map(wordsInLine).join('') : ''
}

function wordsInLine({ type, content }: Token): string {
  return type === 'softbreak' || type === 'hardbreak' ? ' ' : content
}
