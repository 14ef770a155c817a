import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type CommandOptions, ExcessiveOutput, runCommand, runShortCommand } from '../../src/command/run.ts'
import { MissingProgram } from '../../src/command/start.ts'
import { programOnPath } from './program.ts'

const run = async (
  t: TestContext,
  script: string,
  { environment, ...options }: Partial<CommandOptions> = {},
  args: readonly string[] = [],
) => {
  const { PATH } = await programOnPath(t, 'program', script)
  return runCommand('program', args, { environment: { ...environment, PATH }, ...options })
}

/** Both functions that run a command to its end. */
const runners = { runCommand, runShortCommand }

for (const [name, runner] of Object.entries(runners)) {
  test(`${name} runs in the folder in which the step began, wherever the process is now`, async (t) => {
    const { folder, PATH } = await programOnPath(t, 'program', 'pwd')
    const start = process.cwd()
    t.after(() => process.chdir(start))
    process.chdir(folder)
    const { stdout } = await runner('program', [], { environment: { PATH } })
    assert.equal(stdout.trim(), start)
  })
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Waits until a process has ended. Another process may have to reap it first. */
const gone = async (pid: number): Promise<boolean> => {
  for (let tries = 0; tries < 100 && isAlive(pid); tries += 1) await delay(20)
  return !isAlive(pid)
}

/** A file for a script's process ID, and a function that waits for it. */
const noteOfPid = async (t: TestContext) => {
  const { folder } = await programOnPath(t, 'unused', '')
  const file = join(folder, 'pid')
  const pid = async (): Promise<number> => {
    for (;;) {
      const text = await readFile(file, 'utf8').catch(() => '')
      if (text.endsWith('\n')) return Number(text)
      await delay(5)
    }
  }
  return { environment: { PID: file }, pid }
}

test('a command gets its input and its exact arguments, and its exit code and both streams are returned', async (t) => {
  const script = 'printf "%s|" "$@"; cat >&2; exit 3'
  assert.deepEqual(await run(t, script, { input: 'read\n' }, ['a b', '$(c)', `d'e"f`, '']), {
    code: 3,
    stdout: `a b|$(c)|d'e"f||`,
    stderr: 'read\n',
  })
})

test('a command that was ended by a signal has no exit code', async (t) => {
  const { code } = await run(t, 'kill -9 $$')
  assert.equal(code, undefined)
})

test("a command does not get the step's inputs, tokens and files", async (t) => {
  const environment = {
    A: 'yes',
    ACTIONS_RUNTIME_TOKEN: 'secret',
    INPUT_ENV: 'secret',
    GITHUB_OUTPUT: '/secret',
  }
  const { stdout } = await run(t, 'env', { environment })
  assert.match(stdout, /^A=yes$/m)
  assert.doesNotMatch(stdout, /secret/)
})

test('a command may end without reading its input', async (t) => {
  const { code } = await run(t, 'exec <&-; sleep 0.1; exit 4', { input: 'x'.repeat(500_000) })
  assert.equal(code, 4)
})

test("a process that keeps the command's output open is not waited for long", async (t) => {
  const { environment, pid } = await noteOfPid(t)
  const began = performance.now()
  const { code, stdout } = await run(t, 'echo done; sleep 60 & echo $! > "$PID"', { environment })
  assert.deepEqual({ code, stdout }, { code: 0, stdout: 'done\n' })
  assert.ok(performance.now() - began < 10_000)
  assert.ok(process.kill(await pid(), 'SIGKILL'), 'it was left alone')
})

test('a command that exceeds the output limit is killed', async (t) => {
  await assert.rejects(run(t, 'exec yes'), ExcessiveOutput)
})

for (const [name, runProgram] of Object.entries(runners)) {
  test(`${name} returns the exit code and both streams, and logs nothing`, async (t) => {
    const write = t.mock.method(process.stdout, 'write')
    const { PATH } = await programOnPath(t, 'program', 'printf "%s|" "$@"; echo hush >&2; env; exit 3')
    const environment = { PATH, INPUT_ENV: 'secret' }
    const { code, stdout, stderr } = await runProgram('program', ['a b', '$(c)', `d'e"f`, ''], {
      environment,
    })
    assert.deepEqual({ code, stderr }, { code: 3, stderr: 'hush\n' })
    assert.ok(stdout.startsWith(`a b|$(c)|d'e"f||`))
    assert.doesNotMatch(stdout, /secret/)
    assert.ok(!write.mock.calls.some(({ arguments: [text] }) => String(text).includes('hush')))
  })

  test(`${name} starts nothing after an abort, and throws the reason`, async (t) => {
    const { folder, PATH } = await programOnPath(t, 'program', 'echo > "$0.started"')
    const signal = AbortSignal.abort(new RangeError('enough'))
    await assert.rejects(
      runProgram('program', [], { environment: { PATH }, signal }),
      new RangeError('enough'),
    )
    assert.deepEqual(await readdir(folder), ['program'])
  })

  test(`${name} throws a MissingProgram for a program that is not on PATH`, async (t) => {
    const { folder } = await programOnPath(t, 'other', '')
    await mkdir(join(folder, 'program'))
    await writeFile(join(folder, 'plain'), 'not executable')
    for (const missing of ['program', 'plain', 'missing']) {
      await assert.rejects(runProgram(missing, [], { environment: { PATH: folder } }), MissingProgram)
    }
  })
}

describe('an abort', () => {
  test('ends the command and throws the reason', async (t) => {
    const { environment, pid } = await noteOfPid(t)
    const abort = new AbortController()
    const script = 'echo $$ > "$PID"; exec sleep 60'
    const running = run(t, script, { environment, signal: abort.signal })
    running.catch(() => {})
    const process = await pid()
    abort.abort(new RangeError('enough'))
    await assert.rejects(running, new RangeError('enough'))
    assert.ok(await gone(process))
  })

  test('ends a command that is starting', async (t) => {
    const abort = new AbortController()
    const running = run(t, 'exec sleep 60', { signal: abort.signal })
    running.catch(() => {})
    const timer = setInterval(() => abort.abort(new RangeError('enough')), 0)
    await assert.rejects(running, new RangeError('enough'))
    clearInterval(timer)
  })

  test('ends only its own command', async (t) => {
    const abort = new AbortController()
    const others = Array.from({ length: 5 }, () => run(t, 'sleep 1; echo whole'))
    const ended = run(t, 'exec sleep 60', { signal: abort.signal })
    ended.catch(() => {})
    await delay(300)
    abort.abort(new RangeError('enough'))
    await assert.rejects(ended, new RangeError('enough'))
    for (const { stdout } of await Promise.all(others)) assert.equal(stdout, 'whole\n')
  })

  test("does not wait for a process that keeps the command's output open", async (t) => {
    const { environment, pid } = await noteOfPid(t)
    const abort = new AbortController()
    const script = 'sleep 60 & echo $! > "$PID"; wait'
    const running = run(t, script, { environment, signal: abort.signal })
    running.catch(() => {})
    const holder = await pid()
    const began = performance.now()
    abort.abort(new RangeError('enough'))
    await assert.rejects(running, new RangeError('enough'))
    assert.ok(performance.now() - began < 30_000)
    assert.ok(process.kill(holder, 'SIGKILL'), 'it was still there')
  })
})

test('a relative directory on PATH is skipped, because it may belong to an app', async (t) => {
  const { folder } = await programOnPath(t, 'program', 'echo from the app')
  const path = relative(process.cwd(), folder)
  await assert.rejects(runCommand('program', [], { environment: { PATH: path } }), MissingProgram)
})
