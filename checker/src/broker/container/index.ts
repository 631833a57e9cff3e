export { asVariables, startContainers } from './container.ts'
export { noEngine } from './engine.ts'
export { keepContainers } from './keeper.ts'
export { imagesFor } from './images.ts'
