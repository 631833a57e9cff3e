import { execa } from 'execa'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './harness/scene.ts'

const build = join(ROOT, '.ci/standin-images/build')

test.runIf(process.platform === 'linux').each(['SYS_ADMIN', 'NET_ADMIN'])(
  'where nobody has CAP_%s the stand-in images are not built, and the reason is told',
  async (capability) => {
    const name = capability.toLowerCase()
    const root = process.getuid?.() === 0
    const line = [...(root ? ['setpriv', `--bounding-set=-${name}`, `--inh-caps=-${name}`] : []), build]
    const [file = '', ...args] = line
    const { exitCode, stdout } = await execa(file, args, { env: { DOCKER_HOST: 'unix:///nowhere' }, reject: false })
    // A user who is not root lacks both, and is told of the first.
    const lacking = root ? capability : 'SYS_ADMIN'
    expect({ exitCode, stdout }).toEqual({
      exitCode: 3,
      stdout: `no container engine may be run here: no CAP_${lacking}`,
    })
  },
)
