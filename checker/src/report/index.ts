export * from './schema.ts'
export { type RenderOptions, renderResult, renderSummary } from './render.ts'
export { type Pens, type Style, pensOf, styleFor } from './style.ts'
export { visible } from './visible.ts'
