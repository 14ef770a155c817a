import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'

const sourceOf = (file: string): string => JSON.stringify(new URL(`../../../src/${file}`, import.meta.url))

/** Starts a step in another process. `summary` is the first argument of `runStep`. */
const start = async (t: TestContext, work: string, summary = 'undefined', env: NodeJS.ProcessEnv = {}) => {
  const folder = await mkdtemp(join(tmpdir(), 'step-'))
  t.after(() => rm(folder, { recursive: true }))
  await writeFile(
    join(folder, 'step.mjs'),
    `import { runStep } from ${sourceOf('github/step/step.ts')}
import { Failure } from ${sourceOf('message/failure.ts')}
await runStep(${summary}, async ({ log, tasks }) => { ${work} })`,
  )
  const child = spawn(process.execPath, [join(folder, 'step.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, GITHUB_STEP_SUMMARY: undefined, ...env },
  })
  const end = async () => {
    const [log, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'close')])
    return { log, exitCode }
  }
  return { child, ended: end() }
}

const run = async (t: TestContext, work: string) => (await start(t, work)).ended

/** Runs a step with a job summary, and returns the summary as well. */
const runWithSummary = async (t: TestContext, work: string, env: NodeJS.ProcessEnv = {}) => {
  const folder = await mkdtemp(join(tmpdir(), 'summary-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'summary.md')
  await writeFile(file, '')
  const { ended } = await start(t, work, `{ title: 'Breakfast failed' }`, {
    GITHUB_STEP_SUMMARY: file,
    ...env,
  })
  return { ...(await ended), summary: await readFile(file, 'utf8') }
}

test('a step that succeeds ends with 0, even if a timer is still running', async (t) => {
  const { log, exitCode } = await run(t, `log.info('done'); setInterval(() => {}, 1000)`)
  assert.deepEqual({ log, exitCode }, { log: 'done\n', exitCode: 0 })
})

test('an expected error is shown with its detail, and without a stack', async (t) => {
  const { log, exitCode } = await run(
    t,
    `throw new Failure('No bread. Buy some.', { detail: ['shelf: empty'], cause: new Error('ENOBREAD') })`,
  )
  assert.equal(log, '::error::No bread. Buy some.\n  shelf: empty\n  Caused by: ENOBREAD\n')
  assert.equal(exitCode, 1)
})

for (const [kind, cause] of [
  ['that the message contains', 'No bread'],
  ['that the detail contains', 'shelf: empty'],
  ['without a message', ''],
] as const) {
  test(`a cause ${kind} is not shown`, async (t) => {
    const { log } = await run(
      t,
      `throw new Failure('No bread. Buy some.', { detail: ['the cook: shelf: empty'], cause: new Error('${cause}') })`,
    )
    assert.equal(log, '::error::No bread. Buy some.\n  the cook: shelf: empty\n')
  })
}

test('a failed cleanup after an error is a warning, and the error stays the only error', async (t) => {
  const { log, exitCode } = await run(
    t,
    `await using cleanup = new AsyncDisposableStack()
     cleanup.defer(() => { throw new Failure('The crumbs are still there. Sweep them.', { cause: new Error('ENOBROOM') }) })
     throw new Failure('No bread. Buy some.')`,
  )
  assert.equal(
    log,
    '::error::No bread. Buy some.\n::warning::The crumbs are still there. Sweep them.\n  Caused by: ENOBROOM\n',
  )
  assert.equal(exitCode, 1)
})

test('an unexpected error is shown with its stack', async (t) => {
  const { log, exitCode } = await run(t, `null.bread`)
  assert.match(log, /^::error::Unexpected error \(please report it\): Cannot read properties of null/)
  assert.match(log, /\n +at .*step\.mjs/)
  assert.equal(exitCode, 1)
})

test('a signal aborts the work, which may still clean up', async (t) => {
  const { child, ended } = await start(
    t,
    `log.info('begun')
     const timer = setInterval(() => {}, 1000)
     await new Promise((_, reject) => tasks.signal.addEventListener('abort', () => reject(tasks.signal.reason)))
       .finally(() => log.info('tidied'))`,
  )
  await once(child.stdout, 'readable')
  child.kill('SIGINT')
  assert.deepEqual(await ended, {
    log: 'begun\ntidied\n::error::The step was cancelled (SIGINT).\n',
    exitCode: 1,
  })
})

test('an uncaught error aborts the work, which may still clean up', async (t) => {
  const { log, exitCode } = await run(
    t,
    `setTimeout(() => { throw new Error('stray') })
     await new Promise((_, reject) => tasks.signal.addEventListener('abort', () => reject(tasks.signal.reason)))
       .finally(() => log.info('tidied'))`,
  )
  assert.match(log, /^tidied\n::error::Unexpected error \(please report it\): stray\n/)
  assert.equal(log.match(/::error::/g)?.length, 1)
  assert.equal(exitCode, 1)
})

test('an uncaught error is a warning if the work succeeds', async (t) => {
  const { log, exitCode } = await run(
    t,
    `process.nextTick(() => { throw new Error('stray') })
     await new Promise((resolve) => setTimeout(resolve, 100))`,
  )
  assert.match(log, /^::warning::Unexpected error \(please report it\): stray\n/)
  assert.doesNotMatch(log, /::error::/)
  assert.equal(exitCode, 0)
})

test('an uncaught error of a client after the work has ended is a warning', async (t) => {
  const { log, exitCode } = await run(
    t,
    `tasks.cleanUp(async () => {
       process.nextTick(() => { throw new Error('write after end') })
       await new Promise((resolve) => setTimeout(resolve, 50))
     })
     log.info('done')`,
  )
  assert.match(log, /^done\n::warning::Unexpected error \(please report it\): write after end\n/)
  assert.equal(exitCode, 0)
})

test('only the first of several failures is shown: the others follow from the abort', async (t) => {
  const { log, exitCode } = await run(
    t,
    `tasks.run('one', () => Promise.reject(new Failure('No bread. Buy some.')))
     await tasks.run('two', () => new Promise((_, reject) =>
       tasks.signal.addEventListener('abort', () => reject(new Failure('The connection broke.')))))`,
  )
  assert.deepEqual({ log, exitCode }, { log: '::error::No bread. Buy some.\n', exitCode: 1 })
})

test('an uncaught error does not hide a failure of the work at the same moment', async (t) => {
  const { log, exitCode } = await run(
    t,
    `const { unlessAborted } = await import(${sourceOf('task/abort.ts')})
     const failing = new Promise((_, reject) => setImmediate(() => {
       process.nextTick(() => { throw new Error('write after end') })
       reject(new Failure('The disk is full. Make room.'))
     }))
     await unlessAborted(failing.then(() => {}).finally(() => {}), tasks.signal)`,
  )
  assert.deepEqual({ log, exitCode }, { log: '::error::The disk is full. Make room.\n', exitCode: 1 })
})

test('an uncaught error does not hide a failure of the work after its cleanup', async (t) => {
  const { log, exitCode } = await run(
    t,
    `process.nextTick(() => { throw new Error('stray') })
     await new Promise((resolve) => setTimeout(resolve, 100))
     tasks.signal.throwIfAborted()
     throw new Failure('No bread. Buy some.')`,
  )
  assert.deepEqual({ log, exitCode }, { log: '::error::No bread. Buy some.\n', exitCode: 1 })
})

test('a step that fails writes a summary with the error and its details', async (t) => {
  const { summary, exitCode } = await runWithSummary(
    t,
    `throw new Failure('No bread. Buy some.', { detail: ['shelf: empty'] })`,
  )
  assert.match(
    summary,
    /^<h2>Breakfast failed<\/h2>\n\n<blockquote><code>No bread\. Buy some\.<\/code><\/blockquote>/,
  )
  assert.match(summary, /<pre>shelf: empty<\/pre>/)
  assert.match(summary, /docs\/troubleshooting/)
  assert.equal(exitCode, 1)
})

test('the summary of an unexpected error asks to report it', async (t) => {
  const { summary } = await runWithSummary(t, `null.bread`)
  assert.match(summary, /<code>Unexpected error \(please report it\): Cannot read properties of null/)
})

test('"summary: false", a success and a cancellation write no summary', async (t) => {
  const failing = `throw new Failure('No bread.')`
  assert.equal((await runWithSummary(t, failing, { INPUT_SUMMARY: 'false' })).summary, '')
  assert.equal((await runWithSummary(t, '')).summary, '')
  const cancelled = await runWithSummary(
    t,
    `setInterval(() => {}, 1000)
     process.kill(process.pid, 'SIGTERM')
     await new Promise((_, reject) => tasks.signal.addEventListener('abort', () => reject(tasks.signal.reason)))`,
  )
  assert.deepEqual([cancelled.summary, cancelled.exitCode], ['', 1])
})

test('a summary that cannot be written is a warning, and the error stays the same', async (t) => {
  const { log, exitCode } = await runWithSummary(t, `throw new Failure('No bread.')`, {
    GITHUB_STEP_SUMMARY: tmpdir(),
  })
  assert.match(log, /^::error::No bread\.\n::warning::The job summary was not written: EISDIR/)
  assert.equal(exitCode, 1)
})
