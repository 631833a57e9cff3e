// As double-fork, and the process that is left has an empty environment besides.
import { spawnSync } from 'node:child_process'

spawnSync('sh', ['-c', `env -i setsid sleep 600.0${process.env.WORKSHOP_PREFIX?.replace(/\D/g, '')} >/dev/null 2>&1 &`])
await import('./solved.ts')
