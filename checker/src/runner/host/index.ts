export { type Call, FunctionHost, HOST_SCRIPT, RemoteFunction, RemoteRefusal } from './function-host.ts'
