import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { EnvironmentError, messageOf } from '../../errors/index.ts'

/** What a program in the sandbox sees of this machine, and how much it may take of it. */
export interface SandboxOptions {
  /** The checkout. Absolute. */
  readonly root: string
  /** Files and folders that it may read, at their own paths. Absolute; all must exist. */
  readonly readable: readonly string[]
  /** Files that it may write. Absolute; they must exist. */
  readonly writable: readonly string[]
  /** Folder with a socket for each port of this machine that it may connect to, named by the port; left out: none. Absolute. */
  readonly doors?: string | undefined
}

export interface SandboxLimits {
  readonly memoryBytes: number
  readonly processes: number
}

const BWRAP = 'bwrap'
/** Where the doors and what leads to them lie in the sandbox. */
const INSIDE = '/run/workshop'
/** What node and its libraries are made of, on any Linux. */
const SYSTEM_FOLDERS = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/nix/store']
/** Names of this machine and its users, the time zone, and where libraries lie: nothing secret. */
const SYSTEM_FILES = ['hosts', 'passwd', 'group', 'nsswitch.conf', 'localtime', 'ld.so.cache', 'alternatives']
/** Of each folder for temporary files, and of each file. */
const WRITABLE_BYTES = 64 * 1024 * 1024
/** Data of one process: memory that is set aside counts too, of which node sets aside much more than it uses. */
const DATA_PER_MEMORY = 2

/**
 * The command that runs a node program in bubblewrap: without network, with a process table of its own, with no files but
 * those named, all of it gone when bubblewrap is killed. The limits of memory (for each process) and of the number of processes
 * are the kernel's; it does not hold the superuser to the latter, so whoever starts it has to watch that too.
 */
export function sandboxed(
  nodeArgs: readonly string[],
  cwd: string,
  { root, readable, writable, doors }: SandboxOptions,
  limits: SandboxLimits,
): { readonly file: string; readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> } {
  const door = join(INSIDE, 'door.cjs')
  return {
    file: BWRAP,
    args: [
      ...jail(),
      ...readable.flatMap((path) => ['--ro-bind', path, path]),
      ...writable.flatMap((path) => ['--bind', path, path]),
      ...(doors === undefined
        ? []
        : [
            ...['--ro-bind', join(root, 'checker/src/runner/sandbox/door.cjs'), door],
            ...['--ro-bind', doors, join(INSIDE, 'doors')],
          ]),
      ...['--remount-ro', '/', '--chdir', cwd],
      ...limited(limits),
      ...[process.execPath, ...(doors === undefined ? [] : ['--require', door]), ...nodeArgs],
    ],
    env: { HOME: '/tmp', TMPDIR: '/tmp', WORKSHOP_DOORS: join(INSIDE, 'doors') },
  }
}

/**
 * Tries the sandbox once. Throws EnvironmentError `no-sandbox` where bubblewrap is missing or the kernel does not let it
 * work: programs that are to run in it must not run without it.
 */
export async function requireSandbox(): Promise<void> {
  const args = [...jail(), ...limited({ memoryBytes: WRITABLE_BYTES, processes: 16 }), '/usr/bin/true']
  try {
    await promisify(execFile)(BWRAP, args)
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    throw new EnvironmentError(
      missing
        ? 'There is no bubblewrap (bwrap) here, which the sandbox is made of.'
        : `bubblewrap cannot make a sandbox here: ${complaintOf(cause)}.`,
      {
        code: 'no-sandbox',
        fix: missing
          ? 'Install it (Debian, Ubuntu: sudo apt install bubblewrap; Fedora: sudo dnf install bubblewrap; there is none for macOS), or check without --sandbox.'
          : 'The kernel must allow user namespaces (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns); or check without --sandbox.',
        cause,
      },
    )
  }
}

function jail(): string[] {
  const node = process.execPath
  const size = ['--size', String(WRITABLE_BYTES)]
  return [
    ...['--unshare-all', '--die-with-parent', '--cap-drop', 'ALL'],
    ...SYSTEM_FOLDERS.flatMap((path) => ['--ro-bind-try', path, path]),
    ...SYSTEM_FILES.flatMap((name) => ['--ro-bind-try', `/etc/${name}`, `/etc/${name}`]),
    ...['--ro-bind', node, node],
    ...['--proc', '/proc', '--dev', '/dev'],
    ...[...size, '--tmpfs', '/dev/shm', '--remount-ro', '/dev'],
    ...[...size, '--tmpfs', '/tmp'],
  ]
}

/** prlimit(1) of util-linux becomes the program that it starts: one process, not two. */
function limited({ memoryBytes, processes }: SandboxLimits): string[] {
  return [
    'prlimit',
    `--data=${memoryBytes * DATA_PER_MEMORY}`,
    `--nproc=${processes}`,
    `--fsize=${WRITABLE_BYTES}`,
    '--core=0',
  ]
}

function complaintOf(error: unknown): string {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
  return stderr === '' ? messageOf(error) : (stderr.split('\n').at(-1) ?? '')
}
