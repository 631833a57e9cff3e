export { Hold, type Interceptor, type Passing, type ProduceFilter } from './interceptors.ts'
export { Wire, type WireOptions } from './wire.ts'
