export { startContainers } from './container.ts'
export { noEngine } from './engine.ts'
export { keepContainers } from './keeper.ts'
