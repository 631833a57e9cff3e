import { describe, expect, it } from 'vitest'
import { refuseSwallowedOptions } from '../../src/commands/swallowed.ts'

// Environments as npm 11.19 makes them for `npm run check …`.
const npm = (env: NodeJS.ProcessEnv, script = 'check') => ({ npm_lifecycle_event: script, npm_config_yes: '', ...env })

describe('options that npm kept for itself', () => {
  it.each([
    ['check', ['03', '2'], npm({ npm_config_part: 'true' }), /npm run check 03 -- --part N$/],
    ['check', ['03'], npm({ npm_config_part: '2' }), /--part N$/],
    ['check', ['03'], npm({ npm_config_solution: 'true' }), /-- --solution$/],
    ['check', ['-'], npm({ npm_config_report: 'true' }), /-- --report FILE$/],
    ['check', ['2'], npm({ npm_config_part: 'true' }), /npm run check -- --part N$/],
    ['verify', ['03', '3'], npm({ npm_config_wrong_seeds: 'true' }, 'verify'), /npm run verify 03 -- --wrong-seeds N$/],
    ['try', ['05', 'redrive'], npm({ npm_config_dry_run: 'true' }, 'try'), /npm run try 05 redrive -- --dry-run$/],
    ['reset', ['04'], npm({ npm_config_yes: 'true' }, 'reset'), /npm run reset 04 -- --yes$/],
    ['hint', ['04'], npm({ npm_config_all: 'true' }, 'hint'), /npm run hint 04 -- --all$/],
    ['progress', ['x.json'], npm({ npm_config_import: 'true' }, 'progress'), /npm run progress -- --import FILE$/],
  ])('stop %s %j, with the line as it should be', (command, args, env, fix) => {
    expect(() => refuseSwallowedOptions(command, args, env)).toThrow(
      expect.objectContaining({ exitCode: 2, code: 'options-swallowed', fix: expect.stringMatching(fix) as string }),
    )
  })
  it.each([
    ['what npm always sets', npm({})],
    ['options of npm itself', npm({ npm_config_loglevel: 'silent', npm_config_dry_run: '' })],
    [
      'what npm has too, where only another command of ours has it',
      npm({ npm_config_yes: 'true', npm_config_all: 'true' }),
    ],
    ['what another script around this one was given', { npm_lifecycle_event: 'test', npm_config_seed: '5' }],
  ])('are not seen in %s', (_, env) => {
    expect(() => refuseSwallowedOptions('check', ['03'], env)).not.toThrow()
  })
})
