import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Site } from '../../server/site.ts'

const FILES: Readonly<Record<string, string>> = {
  'lessons/glossary.md':
    '# Glossary\n\nThe words.\n\n## Log\n\nAlso: a journal.\n\nRecords in `order`, each at its [offset](#offset).\n\n## Offset\n\nA place in a [log](#log).\n',
  'lessons/01-intro/lesson.md':
    '# Why a queue\n\nA [log](../glossary.md#log) takes nothing back.\n\n## Say hello\n\nHello.\n',
  'lessons/01-intro/log.svg':
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 226" width="720" height="226"></svg>',
  'exercises/01-intro/README.md': '# Why a queue\n\nEach purchase earns a mail.\n\n## Part 1: Say hello\n\nWrite it.\n',
  'solutions/01-intro/hello.ts':
    'const before = 1\n\nfunction hello() {\n  // #region hello\n  if (before < 2) {\n    // #region inner\n    say("a & b")\n    // #endregion\n  }\n  // #endregion\n}\n// #region open\nrest\n',
  'checker/hidden/01-intro/exercise.ts': '',
}

/** A checkout with one lesson, and with these files besides or instead; removed by `using`. */
export function smallWorkshop(files: Readonly<Record<string, string>> = {}) {
  const root = mkdtempSync(join(tmpdir(), 'workshop-small-'))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  for (const [path, text] of Object.entries({ ...FILES, ...files })) write(path, text)
  return { root, write, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) }
}

/** What the parts of the site are given, for a checkout. */
export function siteOf(root: string): Site {
  return {
    root,
    bundle: { entries: {}, kafkajs: '' },
    signal: new AbortController().signal,
    say: () => undefined,
    atEnd: () => undefined,
  }
}
