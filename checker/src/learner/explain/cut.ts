import stringWidth from 'string-width'

/** A text that takes at most so many columns; where something is missing it ends with `ending`. */
export function cut(text: string, most: number, ending = '…'): string {
  if (stringWidth(text) <= most) return text
  let kept = ''
  for (const sign of text) {
    if (stringWidth(kept + sign) > most - ending.length) break
    kept += sign
  }
  return kept + ending
}
