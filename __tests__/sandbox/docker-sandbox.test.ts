import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { describe, type TestContext, test } from 'node:test'
import { dockerSandbox } from '../../src/sandbox/docker-sandbox.ts'
import { fakeDocker } from '../docker/docker-command.ts'
import { makeFifo } from '../layout/file-system.ts'
import { bytesOf, failureOf } from '../registry/registry-client.ts'

const builder = {
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
  rm: 'echo removed',
}

const open = async (
  t: TestContext,
  changes: Partial<typeof commands> = {},
  signal = new AbortController().signal,
) => {
  const cases = Object.entries({ ...commands, ...changes }).map(([name, script]) => `${name}) ${script};;`)
  const fake = await fakeDocker(t, `case "$1" in\n${cases.join('\n')}\nesac`)
  // Where a stand-in and a test wait for each other.
  for (const name of ['started', 'go']) makeFifo(fake.file(name))
  return { ...fake, opening: dockerSandbox(fake.docker, builder)(command, signal) }
}

const state = (changes: object): string =>
  `echo '${JSON.stringify({ Status: 'exited', OOMKilled: false, ExitCode: 0, Error: '', ...changes })}'`

async function* bytes(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

const ignore = (): void => {}

test('the container is the builder’s, with nothing but its user and its environment', async (t) => {
  const { opening, calls } = await open(t)
  const sandbox = await opening
  const [create = ''] = await calls()
  const [, name = ''] = /--name (\S+)/.exec(create) ?? []
  assert.match(name, /^buildpacks-oci-layout-[0-9a-f-]{36}$/)
  assert.equal(
    create,
    `create --name ${name} --platform linux/arm64/v8 --user 1001:1000 --cap-drop ALL ` +
      '--security-opt no-new-privileges --log-driver none --env A=b c ' +
      `--entrypoint /cnb/lifecycle/creator ${builder.id} -app /workspace`,
  )
  await Promise.all([sandbox.dispose(), sandbox.dispose()])
  assert.deepEqual((await calls()).slice(1), [`rm --force --volumes ${name}`])
})

test('a container that cannot be created is an error, and is removed all the same', async (t) => {
  const { opening, calls } = await open(t, {
    create: 'echo "Error response from daemon: no room" >&2; exit 1',
  })
  assert.match(
    await failureOf(opening),
    /could not create the build container: Error response from daemon: no room/,
  )
  assert.match((await calls()).at(-1) ?? '', /^rm /)
})

test('a container that is gone already needs no removal', async (t) => {
  const { opening } = await open(t, { rm: 'echo "Error: No such container: x" >&2; exit 1' })
  await (await opening).dispose()
})

test('a container that stays is named', async (t) => {
  const { opening } = await open(t, { rm: 'echo "Error response from daemon: busy" >&2; exit 1' })
  assert.match(
    await failureOf((await opening).dispose()),
    /^The build container buildpacks-oci-layout-\S+ could not be removed\. Remove it with docker rm -f/,
  )
})

describe('what is put in', () => {
  test('arrives as it is', async (t) => {
    const { opening, file } = await open(t)
    await (await opening).put(bytes('some ', 'tar'))
    assert.equal(await readFile(file('put'), 'utf8'), 'some tar')
  })

  test('the source’s own error is what is thrown', async (t) => {
    const { opening } = await open(t)
    const broken = async function* () {
      yield* bytes('some')
      throw new RangeError('unreadable')
    }
    await assert.rejects((await opening).put(broken()), new RangeError('unreadable'))
  })

  test('what the engine says is thrown, not that the pipe broke', async (t) => {
    const { opening } = await open(t, { cp: 'echo "Error response from daemon: no space left" >&2; exit 1' })
    const endless = async function* () {
      for (;;) yield Buffer.alloc(65536)
    }
    assert.match(await failureOf((await opening).put(endless())), /did not take the files: .*no space left/)
  })
})

describe('what comes out', () => {
  test('is a stream', async (t) => {
    const { opening, calls } = await open(t)
    assert.equal((await bytesOf((await opening).get('/layout-repo/x'))).toString(), 'tar')
    assert.match((await calls()).at(-1) ?? '', /^cp buildpacks-oci-layout-\S+:\/layout-repo\/x -$/)
  })

  test('is an error when the engine fails at its end', async (t) => {
    const { opening } = await open(t, {
      cp: 'printf tar; echo "Error response from daemon: no such path" >&2; exit 1',
    })
    assert.match(await failureOf(bytesOf((await opening).get('/x'))), /could not read \/x: .*no such path/)
  })

  test('is not read further than its reader wants', async (t) => {
    const { opening } = await open(t, { cp: 'exec yes' })
    for await (const _ of (await opening).get('/x')) break
  })
})

describe('a command', () => {
  test('shows what it writes to either stream', async (t) => {
    const { opening } = await open(t)
    const output = { stdout: '', stderr: '' }
    const exit = await (await opening).run((stream, chunk) => {
      output[stream] += Buffer.from(chunk).toString()
    })
    assert.deepEqual(output, { stdout: 'out\n', stderr: 'err\n' })
    assert.deepEqual(exit, { code: 0, outOfMemory: false })
  })

  test('ends as the engine says, whatever the docker command returns', async (t) => {
    const { opening } = await open(t, {
      start: 'exit 0',
      container: state({ ExitCode: 137, OOMKilled: true }),
    })
    assert.deepEqual(await (await opening).run(ignore), { code: 137, outOfMemory: true })
  })

  test('that could not be started is an error of its own', async (t) => {
    const error = 'exec: "/cnb/lifecycle/creator": no such file or directory'
    const { opening } = await open(t, {
      start: 'exit 1',
      container: state({ Status: 'created', Error: error }),
    })
    assert.match(
      await failureOf((await opening).run(ignore)),
      /could not start the build: exec: .*no such file/,
    )
  })

  test('that goes on while the connection is gone has not succeeded', async (t) => {
    const { opening } = await open(t, { container: state({ Status: 'running' }) })
    assert.match(
      await failureOf((await opening).run(ignore)),
      /connection to the Docker engine broke.*«running»/,
    )
  })

  test('whose container was removed by someone has not succeeded', async (t) => {
    const { opening } = await open(t, { container: 'echo "Error: No such container: x" >&2; exit 1' })
    assert.match(
      await failureOf((await opening).run(ignore)),
      /lost the build container: .*No such container/,
    )
  })
})

describe('an abort', () => {
  test('during the creation waits for it, and removes what was created', async (t) => {
    const abort = new AbortController()
    const create = 'echo > "$FAKE/started"; read line < "$FAKE/go"; echo created >> "$FAKE/calls"'
    const fake = await open(t, { create }, abort.signal)
    await readFile(fake.file('started'))
    abort.abort(new RangeError('cancelled'))
    await writeFile(fake.file('go'), 'now\n')
    await assert.rejects(fake.opening, new RangeError('cancelled'))
    const calls = (await fake.calls()).map((call) => call.split(' ')[0])
    assert.deepEqual(calls, ['create', 'created', 'rm'])
  })

  test('ends everything that is under way, with its reason', async (t) => {
    const abort = new AbortController()
    const slow = 'echo > "$FAKE/started"; exec sleep 60'
    const { opening, file } = await open(t, { cp: slow, start: slow }, abort.signal)
    const sandbox = await opening
    const never = async function* () {
      yield Buffer.from('some')
      await new Promise(() => {})
    }
    const underWay = [
      sandbox.put(bytes('some')),
      sandbox.run(ignore),
      bytesOf(sandbox.get('/x')),
      sandbox.put(never()),
    ]
    await readFile(file('started'))
    abort.abort(new RangeError('cancelled'))
    for (const result of await Promise.allSettled(underWay)) {
      assert.deepEqual(result, { status: 'rejected', reason: abort.signal.reason })
    }
    await sandbox.dispose()
  })
})
