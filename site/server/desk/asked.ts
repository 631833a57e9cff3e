import { type Exercise, UsageError, catalog, refuseUnknownPart } from '#checker'
import type { Site } from '../site.ts'

/** What a form or an address may hold: a text, several, a file, or nothing. */
export type Field = string | File | readonly (string | File)[] | undefined

/** The exercise that a request names. @throws UsageError `unknown-exercise` */
export function exerciseAsked({ root }: Pick<Site, 'root'>, word: Field): Exercise {
  return catalog(root).find(textOf(word))
}

/** The part that a request names, undefined for all. @throws UsageError `no-such-part` */
export function partAsked({ id, parts }: Exercise, field: Field): number | undefined {
  const part = numberAsked(field)
  if (part !== undefined) refuseUnknownPart(id, parts.length, part)
  return part
}

/** A part's number that need not be one of an exercise; undefined where there is none. @throws UsageError `no-such-part` */
export function numberAsked(field: Field): number | undefined {
  const text = textOf(field)
  if (text === '') return undefined
  if (/^\d{1,2}$/.test(text)) return Number(text)
  throw new UsageError(`"${text}" is no part.`, { code: 'no-such-part', fix: 'Give the number of a part.' })
}

/** The texts of a field that may be there several times. */
export function textsOf(field: Field): readonly string[] {
  const all = Array.isArray(field) ? (field as readonly (string | File)[]) : [field as string | File | undefined]
  return all.filter((one) => typeof one === 'string')
}

function textOf(field: Field): string {
  return textsOf(field)[0] ?? ''
}
