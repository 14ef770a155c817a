import type { TestContext } from 'node:test'
import { dockerSandbox } from '../../src/sandbox/docker-sandbox.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { fakeDocker } from '../docker/docker-command.ts'
import { makeFifo } from '../layout/file-system.ts'

export const builder = {
  id: `sha256:${'a'.repeat(64)}`,
  platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
  uid: 1001,
  gid: 1000,
  platformApi: '0.12',
  lifecycleVersion: '0.17.7',
  runImages: [],
} as const

const command = {
  command: ['/cnb/lifecycle/creator', '-app', '/workspace'],
  environment: { A: 'b c' },
} as const

// Each command of the stand-in is a script of its own, so that a test can replace one.
const commands = {
  create: 'echo id',
  cp: 'test "$2" = - && cat > "$FAKE/put" || printf tar',
  start: 'echo out; echo err >&2',
  container: `echo '{"Status":"exited","OOMKilled":false,"ExitCode":0,"Error":""}'`,
  ps: ':',
  wait: 'echo 0',
  rm: 'shift 3; echo "$@"',
}

interface SandboxSurroundings {
  readonly signal?: AbortSignal
  readonly environment?: Readonly<Record<string, string>>
}

/**
 * Opens a sandbox at a stand-in for the docker command, whose commands may be replaced by other scripts; `notes` are
 * those of the containers that come and go.
 */
export const openSandbox = async (
  t: TestContext,
  changes: Partial<typeof commands> = {},
  { signal = new AbortController().signal, environment = {} }: SandboxSurroundings = {},
) => {
  // First, so that it ends what the sandbox still has going before the folder that this writes to is removed.
  let opening: Promise<Sandbox> | undefined
  t.after(async () => {
    await Promise.allSettled([opening?.then((sandbox) => sandbox.dispose())])
  })
  const cases = Object.entries({ ...commands, ...changes }).map(([name, script]) => `${name}) ${script};;`)
  const fake = await fakeDocker(t, `case "$1" in\n${cases.join('\n')}\nesac`, environment)
  // Where a stand-in and a test wait for each other.
  for (const name of ['started', 'go']) makeFifo(fake.file(name))
  const notes: (string | undefined)[] = []
  const infos: string[] = []
  opening = dockerSandbox(fake.docker, builder, {
    note: (container) => notes.push(container),
    info: (message) => infos.push(message),
  })(command, signal)
  return { ...fake, opening, notes, infos }
}

/** A script that describes a container. */
export const state = (changes: object): string =>
  `echo '${JSON.stringify({ Status: 'exited', OOMKilled: false, ExitCode: 0, Error: '', ...changes })}'`

export async function* bytes(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

export const ignore = (): void => {}
