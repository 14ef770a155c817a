import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { bytesOf, failureOf } from '../registry/registry-client.ts'
import { bytes, ignore, openSandbox, state } from './open-sandbox.ts'

describe('content that goes in', () => {
  test('arrives as it is', async (t) => {
    const { opening, file } = await openSandbox(t)
    await (await opening).put(bytes('some ', 'tar'))
    assert.equal(await readFile(file('put'), 'utf8'), 'some tar')
  })

  test('the error of the source is thrown', async (t) => {
    const { opening } = await openSandbox(t)
    const broken = async function* () {
      yield* bytes('some')
      throw new RangeError('unreadable')
    }
    await assert.rejects((await opening).put(broken()), new RangeError('unreadable'))
  })

  test('the error shows the message of the engine instead of the broken pipe', async (t) => {
    const { opening } = await openSandbox(t, {
      cp: 'echo "Error response from daemon: no space left" >&2; exit 1',
    })
    const endless = async function* () {
      for (;;) yield Buffer.alloc(65536)
    }
    assert.match(await failureOf((await opening).put(endless())), /did not take the files: .*no space left/)
  })
})

describe('content that comes out', () => {
  test('is a stream', async (t) => {
    const { opening, calls } = await openSandbox(t)
    assert.equal((await (await opening).get('/layout-repo/x', bytesOf)).toString(), 'tar')
    assert.match((await calls()).at(-1) ?? '', /^cp buildpacks-oci-layout-\S+:\/layout-repo\/x -$/)
  })

  test('is complete even if the engine ends before the reader starts', async (t) => {
    const { opening } = await openSandbox(t)
    const late = async (tar: AsyncIterable<Uint8Array>) => {
      await delay(300)
      return bytesOf(tar)
    }
    assert.equal((await (await opening).get('/layout-repo/x', late)).toString(), 'tar')
  })

  test('is an error when the engine fails at its end', async (t) => {
    const { opening } = await openSandbox(t, {
      cp: 'printf tar; echo "Error response from daemon: no such path" >&2; exit 1',
    })
    assert.match(await failureOf((await opening).get('/x', bytesOf)), /could not read \/x: .*no such path/)
  })

  test('is received again from its start if the connection breaks', async (t) => {
    const cp =
      'printf half; test -f "$FAKE/again" && printf " and half"; exit_code=$?; echo > "$FAKE/again"; test $exit_code = 0 || { echo "unexpected EOF" >&2; exit 1; }'
    const { opening } = await openSandbox(t, { cp })
    const received: string[] = []
    const whole = await (await opening).get('/x', async (tar) => {
      received.push('')
      for await (const chunk of tar) received.push(`${received.pop()}${Buffer.from(chunk)}`)
      return received.at(-1)
    })
    assert.equal(whole, 'half and half')
    assert.deepEqual(received, ['half', 'half and half'])
  })

  test('fails when the connection breaks a third time', async (t) => {
    const { opening, calls } = await openSandbox(t, { cp: 'printf half; echo "unexpected EOF" >&2; exit 1' })
    const receive = async (tar: AsyncIterable<Uint8Array>) => {
      await bytesOf(tar).catch(() => {
        throw new RangeError('half a tar')
      })
    }
    assert.match(
      await failureOf((await opening).get('/x', receive)),
      /^The connection to the Docker engine at its default socket broke while the built image came out\./,
    )
    assert.equal((await calls()).filter((call) => call.startsWith('cp ')).length, 3)
  })

  test('is not received again if the receiver refuses it', async (t) => {
    const { opening, calls } = await openSandbox(t)
    const refuse = async (tar: AsyncIterable<Uint8Array>) => {
      await bytesOf(tar)
      throw new RangeError('no image')
    }
    await assert.rejects((await opening).get('/x', refuse), new RangeError('no image'))
    assert.equal((await calls()).filter((call) => call.startsWith('cp ')).length, 1)
  })

  test('is not read before its reader starts', async (t) => {
    const { opening } = await openSandbox(t, { cp: 'exec yes' })
    assert.equal(await (await opening).get('/x', async () => 'nothing'), 'nothing')
  })

  test('is not read further after its reader stops', async (t) => {
    const { opening } = await openSandbox(t, { cp: 'exec yes' })
    await (await opening).get('/x', async (tar) => {
      for await (const _ of tar) break
    })
  })
})

describe('a command', () => {
  test('passes on both output streams', async (t) => {
    const { opening } = await openSandbox(t)
    const output = { stdout: '', stderr: '' }
    const exit = await (await opening).run((stream, chunk) => {
      output[stream] += Buffer.from(chunk).toString()
    })
    assert.deepEqual(output, { stdout: 'out\n', stderr: 'err\n' })
    assert.deepEqual(exit, { code: 0, ranOutOfMemory: false })
  })

  test('ends with the exit code that the engine reports, whatever the docker command returns', async (t) => {
    const { opening } = await openSandbox(t, {
      start: 'exit 0',
      container: state({ ExitCode: 137, OOMKilled: true }),
    })
    assert.deepEqual(await (await opening).run(ignore), { code: 137, ranOutOfMemory: true })
  })

  test('has ended in the state "stopped", in which Podman then cleans up', async (t) => {
    const { opening } = await openSandbox(t, { container: state({ Status: 'stopped', ExitCode: 51 }) })
    assert.deepEqual(await (await opening).run(ignore), { code: 51, ranOutOfMemory: false })
  })

  test('that could not be started causes an error with the reason', async (t) => {
    const error = 'exec: "/cnb/lifecycle/creator": no such file or directory'
    const { opening } = await openSandbox(t, {
      start: 'exit 1',
      container: state({ Status: 'created', Error: error }),
    })
    assert.match(
      await failureOf((await opening).run(ignore)),
      /could not start the build: exec: .*no such file/,
    )
  })

  test('that Podman could not start causes an error with the reason, which attaching does not show', async (t) => {
    const { opening } = await openSandbox(t, {
      start: `if test "$2" = --attach; then echo "unable to upgrade to tcp, received 409" >&2
        else echo "Error response from daemon: runc: exec: "/cnb/creator": not found" >&2; fi; exit 1`,
      container: state({ Status: 'created' }),
    })
    assert.match(
      await failureOf((await opening).run(ignore)),
      /could not start the build: Error response from daemon: runc: exec: \/cnb\/creator: not found$/,
    )
  })

  test('is started again if the connection broke before it began', async (t) => {
    const { opening, calls } = await openSandbox(t, {
      start: 'if test "$2" = --attach; then echo "unexpected EOF" >&2; exit 1; fi; echo > "$FAKE/began"',
      container: `if test -f "$FAKE/began"; then ${state({ ExitCode: 51 })}; else ${state({ Status: 'created' })}; fi`,
    })
    assert.deepEqual(await (await opening).run(ignore), { code: 51, ranOutOfMemory: false })
    assert.equal((await calls()).filter((call) => call.startsWith('start ')).length, 2)
  })

  test('that continues after the connection broke is waited for, and the output says so', async (t) => {
    const { opening, calls } = await openSandbox(t, {
      start: 'echo out; echo "unexpected EOF" >&2; exit 1',
      // Running at first, and ended once it was waited for.
      container: `if test -f "$FAKE/waited"; then ${state({ ExitCode: 51 })}; else ${state({ Status: 'running' })}; fi`,
      wait: 'echo > "$FAKE/waited"; echo 51',
    })
    let output = ''
    const exit = await (await opening).run((_, chunk) => {
      output += Buffer.from(chunk).toString()
    })
    assert.deepEqual(exit, { code: 51, ranOutOfMemory: false })
    assert.match(
      output,
      /^The connection to the Docker engine broke\. The build continues; its further output/m,
    )
    const asked = (await calls()).map((call) => call.split(' ')[0]).filter((name) => name !== 'ps')
    assert.deepEqual(asked, ['create', 'start', 'container', 'wait', 'container'])
  })

  test('is awaited again if the connection breaks again, up to a limit', async (t) => {
    const broken = 'echo "error during connect: Post \\"http://x/wait\\": EOF" >&2; exit 1'
    const { opening, calls } = await openSandbox(t, { container: state({ Status: 'running' }), wait: broken })
    assert.match(
      await failureOf((await opening).run(ignore)),
      /^The connection to the Docker engine at tcp:\/\/x broke while "docker wait" ran\. Run the step again/,
    )
    assert.equal((await calls()).filter((call) => call.startsWith('wait ')).length, 3)
  })

  test('that never began is a failure', async (t) => {
    const { opening } = await openSandbox(t, { container: state({ Status: 'created' }) })
    assert.match(
      await failureOf((await opening).run(ignore)),
      /^The connection to the Docker engine broke before the build began \(its container is "created"\)/,
    )
  })
})

describe('the error says that another program removed the container', () => {
  const gone = 'echo "Error response from daemon: No such container: x" >&2; exit 1'
  const removed = (doing: string): RegExp =>
    new RegExp(
      `^The build container buildpacks-oci-layout-\\S+ was removed by somebody else while ${doing}\\. Look`,
    )

  for (const container of [gone, state({ Status: 'removing' }), state({ Status: 'dead' })]) {
    test(`while its command runs: ${container.slice(0, 40)}`, async (t) => {
      const { opening } = await openSandbox(t, { start: 'exit 137', container })
      assert.match(await failureOf((await opening).run(ignore)), removed('the build ran'))
    })
  }

  test('while its end is waited for', async (t) => {
    const { opening } = await openSandbox(t, { container: state({ Status: 'running' }), wait: gone })
    assert.match(await failureOf((await opening).run(ignore)), removed('the build ran'))
  })

  test('while files go in', async (t) => {
    const cp = 'cat > "$FAKE/put"; echo "destination \\"x:/\\" must be a directory" >&2; exit 1'
    const { opening } = await openSandbox(t, { cp, container: gone })
    assert.match(await failureOf((await opening).put(bytes('tar'))), removed('the app went in'))
  })

  test('while files come out', async (t) => {
    const { opening } = await openSandbox(t, { cp: `printf half; ${gone}`, container: gone })
    assert.match(await failureOf((await opening).get('/x', bytesOf)), removed('the built image came out'))
  })
})
