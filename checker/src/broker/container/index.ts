export { asVariables, startContainers } from './container.ts'
export { mayPublish, noEngine } from './engine.ts'
export { keepContainers } from './keeper.ts'
export { imagesFor } from './images.ts'
