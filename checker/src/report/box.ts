import { type Style, pensOf } from './style.ts'
import { columns } from './text.ts'

/** Columns that a frame takes from the text in it: a margin, and a line with a space at either side. */
export const FRAME_COLUMNS = 5

/** Draws a frame with a title around lines that are at most `style.width - FRAME_COLUMNS` wide. */
export function box(
  title: string,
  content: readonly string[],
  style: Style,
  paint: (text: string) => string,
): string[] {
  const { sign, bold } = pensOf(style)
  const inner = style.width - FRAME_COLUMNS
  const rest = sign.horizontal.repeat(Math.max(1, inner - columns(title) - 1))
  const side = paint(sign.vertical)
  return [
    ` ${paint(sign.topLeft + sign.horizontal)} ${bold(paint(title))} ${paint(rest + sign.topRight)}`,
    ...content.map((line) => ` ${side} ${line}${' '.repeat(Math.max(0, inner - columns(line)))} ${side}`),
    ` ${paint(sign.bottomLeft + sign.horizontal.repeat(inner + 2) + sign.bottomRight)}`,
  ]
}
