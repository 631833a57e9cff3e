import { Value } from '@sinclair/typebox/value'
import { UsageError } from '../errors/index.ts'
import { Report } from './schema.ts'
import { SCHEMA_VERSION } from './version.ts'

/**
 * Reads a Report that `--report` wrote. Throws `UsageError`: `report-not-json`, `report-of-another-version`, or
 * `not-a-report` with the first place that does not fit.
 *
 * @param name what to call it in an error, e.g. its file
 */
export function parseReport(text: string, name: string): Report {
  const data = readJson(text, name)
  const version = typeof data === 'object' && data !== null && 'schemaVersion' in data ? data.schemaVersion : undefined
  if (typeof version === 'number' && version !== SCHEMA_VERSION) {
    throw new UsageError(`${name} is a report of version ${version}; this workshop reads version ${SCHEMA_VERSION}.`, {
      code: 'report-of-another-version',
      fix: 'Make it again with this version of the workshop.',
    })
  }
  if (Value.Check(Report, data)) return data
  const first = Value.Errors(Report, data).First()
  throw new UsageError(
    `${name} is not a report: ${first && first.path !== '' ? first.path : 'the whole'}: ${first?.message ?? 'unexpected'}.`,
    {
      code: 'not-a-report',
      fix: 'Give a file that `npm run check -- --report FILE` wrote.',
    },
  )
}

function readJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new UsageError(`${name} is not JSON.`, {
      code: 'report-not-json',
      fix: 'Give a file that `npm run check -- --report FILE` wrote, whole.',
      cause,
    })
  }
}
