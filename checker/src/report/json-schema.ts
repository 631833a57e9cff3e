import { Report } from './schema.ts'

/** The JSON schema of a Report, as `docs/report.schema.json` has it. */
export function reportJsonSchema(): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Report of the Kafka workshop',
    ...Report,
  }
  return `${JSON.stringify(schema, null, 2)}\n`
}
