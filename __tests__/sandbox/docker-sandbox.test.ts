import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { describe, type TestContext, test } from 'node:test'
import { bytesOf, failureOf } from '../registry/registry-client.ts'
import { builder, bytes, ignore, openSandbox } from './open-sandbox.ts'

test('the container runs the builder as its user, with only the environment and labels that it needs', async (t) => {
  const { opening, calls } = await openSandbox(t)
  const sandbox = await opening
  const [create = ''] = await calls()
  const [, name = ''] = /--name (\S+)/.exec(create) ?? []
  assert.match(name, /^buildpacks-oci-layout-[0-9a-f-]{36}$/)
  const labels =
    / (--label buildpacks-oci-layout\.process=[0-9a-f-]+ --label buildpacks-oci-layout\.created=\d+) --platform/
  assert.equal(
    create.replace(labels.exec(create)?.[1] ?? '', 'LABELS'),
    `create --name ${name} LABELS --platform linux/arm64/v8 --user 1001:1000 --cap-drop ALL ` +
      '--security-opt no-new-privileges --log-driver none --env A ' +
      `--entrypoint /cnb/lifecycle/creator ${builder.id} -app /workspace`,
  )
  await Promise.all([sandbox.dispose(), sandbox.dispose()])
  assert.deepEqual((await calls()).slice(1), [`rm --force --volumes ${name}`])
})

test('environment variables and proxy settings are passed by name, so that no argument contains their values', async (t) => {
  const environment = { HTTPS_PROXY: 'http://user:secret@proxy:3128', no_proxy: 'localhost' }
  const create = 'printenv A HTTPS_PROXY https_proxy NO_PROXY no_proxy > "$FAKE/values"'
  const { opening, calls, file } = await openSandbox(t, { create }, { environment })
  await opening
  const [arguments_ = ''] = await calls()
  assert.match(arguments_, / --env HTTPS_PROXY --env https_proxy --env NO_PROXY --env no_proxy --env A /)
  assert.doesNotMatch(arguments_, /secret|b c/)
  const proxy = environment.HTTPS_PROXY
  assert.equal(await readFile(file('values'), 'utf8'), `b c\n${proxy}\n${proxy}\nlocalhost\nlocalhost\n`)
})

test('the container is noted from before it is created until it is removed', async (t) => {
  const create = 'echo > "$FAKE/started"; read line < "$FAKE/go"'
  const { opening, calls, notes, file } = await openSandbox(t, { create })
  await readFile(file('started'))
  const [, name] = /--name (\S+)/.exec((await calls())[0] ?? '') ?? []
  assert.deepEqual(notes, [name])
  await writeFile(file('go'), 'now\n')
  await (await opening).dispose()
  assert.deepEqual(notes, [name, undefined])
})

test('a container that cannot be created causes an error and is removed', async (t) => {
  const { opening, calls, notes } = await openSandbox(t, {
    create: 'echo "Error response from daemon: no room" >&2; exit 1',
  })
  assert.match(
    await failureOf(opening),
    /could not create the build container: Error response from daemon: no room/,
  )
  assert.match((await calls()).at(-1) ?? '', /^rm /)
  assert.deepEqual(notes.slice(1), [undefined])
})

test('a container that no longer exists needs no removal', async (t) => {
  const { opening } = await openSandbox(t, { rm: 'echo "Error: No such container: x" >&2; exit 1' })
  await (await opening).dispose()
})

test('a container whose creation was interrupted is searched for, and stays noted if it is not found', async (t) => {
  const gone = 'echo "Error: No such container: x" >&2; exit 1'
  const { opening, calls, notes } = await openSandbox(t, {
    create: 'echo "error during connect: Post \\"http://x/create\\": EOF" >&2; exit 1',
    rm: gone,
  })
  assert.match(
    await failureOf(opening),
    /^The connection to the Docker engine at tcp:\/\/x broke while "docker create" ran/,
  )
  assert.ok((await calls()).filter((call) => call.startsWith('rm ')).length > 1)
  assert.equal(notes.length, 1)
})

test('the error names a container that could not be removed, and it stays noted', async (t) => {
  const { opening, notes } = await openSandbox(t, {
    rm: 'echo "Error response from daemon: busy" >&2; exit 1',
  })
  assert.match(
    await failureOf((await opening).dispose()),
    /^The build container buildpacks-oci-layout-\S+ could not be removed\. Remove it with docker rm -f/,
  )
  assert.equal(notes.length, 1)
})

test('abandoned containers are removed while a command runs, and a failed or slow removal does not fail the build', async (t) => {
  const slow = { ps: 'echo > "$FAKE/started"; exec sleep 60' }
  const broken = { ps: 'echo "Error response from daemon: busy" >&2; exit 1' }
  for (const changes of [{}, broken, slow]) {
    const abort = new AbortController()
    const { opening, calls, file } = await openSandbox(t, changes, { signal: abort.signal })
    const sandbox = await opening
    await sandbox.run(ignore)
    if (changes === slow) {
      await readFile(file('started'))
      abort.abort(new RangeError('cancelled'))
    }
    await sandbox.dispose()
    assert.equal((await calls()).filter((call) => call.startsWith('ps --all ')).length, 1)
  }
})

/** Stops the clock of "node:timers/promises", so that no time limit is reached on a busy machine. */
const stopClock = (t: TestContext): void => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  syncBuiltinESMExports()
  t.after(() => {
    t.mock.timers.reset()
    syncBuiltinESMExports()
  })
}

describe('an abort', () => {
  test('during the creation waits for it, and removes what was created', async (t) => {
    stopClock(t)
    const abort = new AbortController()
    const create = 'echo > "$FAKE/started"; read line < "$FAKE/go"; echo created >> "$FAKE/calls"'
    const fake = await openSandbox(t, { create }, { signal: abort.signal })
    await readFile(fake.file('started'))
    abort.abort(new RangeError('cancelled'))
    await writeFile(fake.file('go'), 'now\n')
    await assert.rejects(fake.opening, new RangeError('cancelled'))
    const calls = (await fake.calls()).map((call) => call.split(' ')[0])
    assert.deepEqual(calls, ['create', 'created', 'rm'])
  })

  test('ends all work with the reason of the abort', async (t) => {
    const abort = new AbortController()
    const slow = 'echo > "$FAKE/started"; exec sleep 60'
    const { opening, file } = await openSandbox(t, { cp: slow, start: slow }, { signal: abort.signal })
    const sandbox = await opening
    const never = async function* () {
      yield Buffer.from('some')
      await new Promise(() => {})
    }
    const underWay = [
      sandbox.put(bytes('some')),
      sandbox.run(ignore),
      sandbox.get('/x', bytesOf),
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
