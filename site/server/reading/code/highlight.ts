import type { HighlighterCore, LanguageInput, ThemedToken } from 'shiki/core'

/** The languages that lessons have, each by the names that stand behind a fence. */
const LANGUAGES: Readonly<Record<string, () => Promise<{ default: LanguageInput }>>> = {
  ts: () => import('shiki/langs/typescript.mjs'),
  json: () => import('shiki/langs/json.mjs'),
  sh: () => import('shiki/langs/shellscript.mjs'),
}

const THEME = 'css-variables'
/** Without shiki's limit of half a second for a line: on a busy machine the first line takes longer, and would stay without colours. */
const OF_OURS = { theme: THEME, tokenizeTimeLimit: 0 } as const
/** Names of colours in that theme: `var(--shiki-token-string)`. */
const COLOUR = /^var\(--shiki-token-([a-z-]+)\)$/

let highlighter: HighlighterCore | undefined
/** While it is loaded: it is loaded once. */
let loading: Promise<HighlighterCore> | undefined
const loaded = new Map<string, Promise<unknown>>()

/** Loads what `highlighted` needs for these languages; those that it doesn't know stay without colours. */
export async function loadLanguages(languages: readonly string[]): Promise<void> {
  const known = [...new Set(languages)].filter((language) => Object.hasOwn(LANGUAGES, language))
  if (known.length === 0) return
  loading ??= makeHighlighter()
  const made = await loading
  await Promise.all(
    known.map(async (language) => {
      const load = async () => made.loadLanguage((await LANGUAGES[language]?.())?.default ?? [])
      const one = loaded.get(language) ?? load()
      loaded.set(language, one)
      await one
    }),
  )
  highlighter = made
}

/** Code as HTML: all of it escaped, and words in classes such as `t-keyword`, since the pages' policy forbids styles in HTML. */
export function highlighted(code: string, language: string): string {
  if (highlighter === undefined || !loaded.has(language)) return escapeCode(code)
  const lines = highlighter.codeToTokensBase(code, { ...OF_OURS, lang: language })
  return lines.map(lineOf).join('\n')
}

/** With the engine in WebAssembly: JavaScript's own takes a third more for the first page, and four times as much for each later one. */
async function makeHighlighter(): Promise<HighlighterCore> {
  const [{ createCssVariablesTheme, createHighlighterCore }, { createOnigurumaEngine }] = await Promise.all([
    import('shiki/core'),
    import('shiki/engine/oniguruma'),
  ])
  return createHighlighterCore({
    themes: [createCssVariablesTheme({ name: THEME })],
    langs: [],
    engine: createOnigurumaEngine(import('shiki/wasm')),
  })
}

/** Neighbours of one colour share an element: most of a page's bytes would be tags else. */
function lineOf(tokens: readonly ThemedToken[]): string {
  const pieces: { text: string; kind: string | undefined }[] = []
  for (const { content, color } of tokens) {
    const last = pieces.at(-1)
    const kind = COLOUR.exec(color ?? '')?.[1]
    if (last !== undefined && (last.kind === kind || content.trim() === '')) last.text += content
    else pieces.push({ text: content, kind })
  }
  return pieces
    .map(({ text, kind }) =>
      kind === undefined ? escapeCode(text) : `<span class="t-${kind}">${escapeCode(text)}</span>`,
    )
    .join('')
}

function escapeCode(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
