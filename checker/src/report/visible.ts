/**
 * What must never reach a terminal as it is: C0 and C1 controls but for line feed, which could move the cursor, rename the
 * window or colour what follows; signs that reorder or hide text (Unicode's bidirectional controls, zero-width signs and
 * separators), and halves of surrogate pairs.
 */
const INVISIBLE =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu

/** Makes control characters visible as JavaScript writes them (`\x1b`, `\r`, `\u202e`); a tab becomes two spaces. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (sign) => {
    if (sign === '\t') return '  '
    if (sign === '\r') return '\\r'
    const code = sign.charCodeAt(0).toString(16)
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`
  })
}
