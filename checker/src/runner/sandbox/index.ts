export { type SandboxOptions, requireSandbox, sandboxed } from './sandbox.ts'
