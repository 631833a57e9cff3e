import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  APIS,
  type DecodedApi,
  MalformedFrame,
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
} from '../../src/protocol/index.ts'
import { hasField } from '../../src/protocol/codec.ts'
import type { Ranged, Schema } from '../../src/protocol/schema.ts'

const apis = Object.keys(APIS) as DecodedApi[]
const versions = apis.flatMap((api) =>
  Array.from({ length: APIS[api].max + 1 }, (_, version) => [api, version] as const),
)

/** Values of a schema as a version has them; fields that it lacks have their fallback. */
function arbitrary(schema: Schema | Ranged, version: number): fc.Arbitrary<unknown> {
  switch (schema.kind) {
    case 'ranged':
      return hasField(schema, version) ? arbitrary(schema.schema, version) : fc.constant(schema.fallback)
    case 'struct':
      return fc.record(
        Object.fromEntries(Object.entries(schema.fields).map(([name, field]) => [name, arbitrary(field, version)])),
      )
    case 'array':
      return fc.array(arbitrary(schema.element, version), { maxLength: 3 })
    case 'nullableArray': {
      const array = fc.array(arbitrary(schema.element, version), { maxLength: 3 })
      return version >= schema.nullableSince ? fc.option(array) : array
    }
    case 'scalar':
      return scalars[schema.type]()
  }
}

const buffer = () => fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes))
const text = () => fc.string({ unit: 'grapheme', maxLength: 12 })
const scalars: Record<Extract<Schema, { kind: 'scalar' }>['type'], () => fc.Arbitrary<unknown>> = {
  int8: () => fc.integer({ min: -128, max: 127 }),
  int16: () => fc.integer({ min: -0x8000, max: 0x7fff }),
  int32: () => fc.integer(),
  int64: () => fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  boolean: () => fc.boolean(),
  string: text,
  nullableString: () => fc.option(text()),
  bytes: buffer,
  nullableBytes: () => fc.option(buffer()),
  records: () => fc.option(buffer()),
}

describe.each(versions)('%s version %i', (api, version) => {
  test('decodes what it encodes, request and response', () => {
    fc.assert(
      fc.property(
        arbitrary(APIS[api].request, version),
        arbitrary(APIS[api].response, version),
        (request, response) => {
          const sent = encodeRequest({ api, version, correlationId: 7, clientId: 'é', body: request as never })
          expect(decodeRequest(sent)).toMatchObject({ api, version, correlationId: 7, clientId: 'é' })
          expect(decodeRequest(sent).body).toEqual(request)
          const answered = encodeResponse(api, version, 9, response as never)
          expect(decodeResponse(api, version, answered)).toEqual({ correlationId: 9, body: response })
        },
      ),
      { numRuns: 20 },
    )
  })

  test('refuses a request that is cut off or has something behind it', () => {
    const samples = fc.sample(arbitrary(APIS[api].request, version), { numRuns: 3, seed: 3 })
    for (const body of samples) {
      const frame = encodeRequest({ api, version, correlationId: 1, clientId: null, body: body as never })
      expect(() => decodeRequest(Buffer.concat([frame, Buffer.from([0])]))).toThrow(MalformedFrame)
      if (frame.length > 10) expect(() => decodeRequest(frame.subarray(0, frame.length - 1))).toThrow(MalformedFrame)
    }
  })
})

describe('garbage', () => {
  test('as a request is refused as malformed or read to its end, and never breaks the decoder', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.integer({ min: 0, max: 90 }),
        fc.integer({ min: -1, max: 12 }),
        (bytes, key, version) => {
          const frame = Buffer.from(bytes)
          if (frame.length >= 4) {
            frame.writeInt16BE(key, 0)
            frame.writeInt16BE(version, 2)
          }
          expectMalformedOrRead(() => decodeRequest(frame))
        },
      ),
      { numRuns: 3_000 },
    )
  })

  test('as a response is refused as malformed or read to its end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...versions), (bytes, [api, version]) => {
        expectMalformedOrRead(() => decodeResponse(api, version, Buffer.from(bytes)))
      }),
      { numRuns: 3_000 },
    )
  })

  test('of a count of two thousand million elements allocates nothing', () => {
    const frame = Buffer.from('0000' + '0000' + '00000001' + 'ffff' + 'ffff' + '00007530' + '7fffffff', 'hex')
    expect(() => decodeRequest(frame)).toThrow(MalformedFrame)
  })
})

function expectMalformedOrRead(read: () => unknown): void {
  try {
    read()
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedFrame)
  }
}
