const TOKEN = /<\?xml [^>]*\?>|<(\/?)([\w.-]+)((?:\s+[\w.:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y

/** Why a text is not well-formed XML; undefined when it is. As much of XML as a report needs: no comments, CDATA, DTDs. */
export function malformed(xml: string): string | undefined {
  const open: string[] = []
  let roots = 0
  TOKEN.lastIndex = 0
  for (let at = 0; at < xml.length; at = TOKEN.lastIndex) {
    const match = TOKEN.exec(xml)
    if (!match) return `no markup at ${at}: ${xml.slice(at, at + 60)}`
    const [whole, closing, name, , empty, text] = match
    if (/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)/.test(whole)) return `a bare & at ${at}`
    // eslint-disable-next-line no-control-regex
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(whole)) return `a control character at ${at}`
    if (text !== undefined && text.trim() !== '' && open.length === 0) return `text outside of the root at ${at}`
    if (name === undefined) continue
    if (closing) {
      if (open.pop() !== name) return `</${name}> at ${at} closes another element`
    } else {
      if (open.length === 0) roots += 1
      if (!empty) open.push(name)
    }
  }
  if (open.length > 0) return `<${open.at(-1)}> is not closed`
  return roots === 1 ? undefined : `${roots} roots`
}
