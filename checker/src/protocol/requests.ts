import { type ApiName, apiName } from './api-names.ts'
import {
  apiKey,
  APIS,
  type DecodedApi,
  isDecoded,
  type OpaqueApi,
  type RequestBody,
  type RequestInput,
  type ResponseBody,
  type ResponseInput,
} from './apis.ts'
import { readValue, writeValue } from './codec.ts'
import { MalformedFrame } from './malformed-frame.ts'
import { Reader } from './reader.ts'
import { Writer } from './writer.ts'

interface RequestHeader {
  readonly apiKey: number
  readonly version: number
  readonly correlationId: number
  readonly clientId: string | null
}

/** A request of one API that we decode. */
export type RequestOf<A extends DecodedApi> = RequestHeader & { readonly api: A; readonly body: RequestBody<A> }
/** A request of an API that we know by name only. */
export type OpaqueRequest = RequestHeader & { readonly api: OpaqueApi; readonly body: undefined }
/** Any request, told apart by `api`. */
export type Request = { [A in DecodedApi]: RequestOf<A> }[DecodedApi] | OpaqueRequest

/**
 * Reads a whole request. Buffers in the body are views on the frame. Throws MalformedFrame for an API that Kafka does not have,
 * a version that we do not offer, and a body that is not exactly what its version says. Of an API that we know by name only
 * the body is left out. ApiVersions alone may come in any version, as a broker takes it too (KIP-511): its body is not looked at.
 */
export function decodeRequest(frame: Buffer): Request {
  const reader = new Reader(frame)
  const key = reader.int16()
  const version = reader.int16()
  const correlationId = reader.int32()
  const clientIdBytes = reader.int16()
  const clientId = clientIdBytes === -1 ? null : reader.text(clientIdBytes)
  const api = apiName(key)
  if (api === undefined || version < 0) throw new MalformedFrame(`API ${String(key)} version ${String(version)}`)
  const header = { api, apiKey: key, version, correlationId, clientId }
  return { ...header, body: decodeRequestBody(api, version, reader) } as Request
}

function decodeRequestBody(api: ApiName, version: number, reader: Reader): unknown {
  if (!isDecoded(api)) return undefined
  if (version > APIS[api].max) {
    if (api === 'ApiVersions') return {}
    throw new MalformedFrame(`${api} version ${String(version)} is not offered`)
  }
  const body = readValue(APIS[api].request, reader, version)
  refuseRest(reader, `${api} request`)
  return body
}

export interface RequestToEncode<A extends DecodedApi> {
  readonly api: A
  readonly version: number
  readonly correlationId: number
  readonly clientId: string | null
  readonly body: RequestInput<A>
}

/** The frame of a request, without its size. Fields that the version lacks are left out. */
export function encodeRequest<A extends DecodedApi>(request: RequestToEncode<A>): Buffer {
  const writer = new Writer()
  writer.int16(apiKey(request.api))
  writer.int16(request.version)
  writer.int32(request.correlationId)
  const clientId = request.clientId === null ? null : Buffer.from(request.clientId)
  writer.int16(clientId === null ? -1 : clientId.length)
  if (clientId !== null) writer.bytes(clientId)
  writeValue<Schemas[A]['request']>(APIS[request.api].request, writer, request.version, request.body)
  return writer.buffer
}

type Schemas = typeof APIS

/** The correlation id of a response of any API: its first four bytes. */
export function correlationIdOf(frame: Buffer): number {
  return new Reader(frame).int32()
}

/**
 * Reads a whole response to a request of `api` in `version`. Buffers in the body are views on the frame. Throws
 * MalformedFrame for anything that is not exactly what that version says.
 */
export function decodeResponse<A extends DecodedApi>(
  api: A,
  version: number,
  frame: Buffer,
): { correlationId: number; body: ResponseBody<A> } {
  const reader = new Reader(frame)
  const correlationId = reader.int32()
  const body = readValue<Schemas[A]['response']>(APIS[api].response, reader, version)
  refuseRest(reader, `${api} response`)
  return { correlationId, body }
}

/** The frame of a response, without its size. */
export function encodeResponse<A extends DecodedApi>(
  api: A,
  version: number,
  correlationId: number,
  body: ResponseInput<A>,
): Buffer {
  const writer = new Writer()
  writer.int32(correlationId)
  writeValue<Schemas[A]['response']>(APIS[api].response, writer, version, body)
  return writer.buffer
}

function refuseRest(reader: Reader, what: string): void {
  if (reader.remaining > 0) throw new MalformedFrame(`${String(reader.remaining)} bytes after a ${what}`)
}
