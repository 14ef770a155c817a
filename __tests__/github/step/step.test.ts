import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'

const sourceOf = (file: string): string => JSON.stringify(new URL(`../../../src/${file}`, import.meta.url))

/** Starts a step that does the work, in a process of its own. */
const start = async (t: TestContext, work: string) => {
  const folder = await mkdtemp(join(tmpdir(), 'step-'))
  t.after(() => rm(folder, { recursive: true }))
  await writeFile(
    join(folder, 'step.mjs'),
    `import { runStep } from ${sourceOf('github/step/step.ts')}
import { Failure } from ${sourceOf('message/failure.ts')}
await runStep(async ({ log, tasks }) => { ${work} })`,
  )
  const child = spawn(process.execPath, [join(folder, 'step.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] })
  const end = async () => {
    const [log, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'close')])
    return { log, exitCode }
  }
  return { child, ended: end() }
}

const run = async (t: TestContext, work: string) => (await start(t, work)).ended

test('a step that succeeds ends with 0, whatever still holds the process', async (t) => {
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
  ['which the message says already', 'No bread'],
  ['which the detail says already', 'shelf: empty'],
  ['which has no words', ''],
] as const) {
  test(`a cause is not named ${kind}`, async (t) => {
    const { log } = await run(
      t,
      `throw new Failure('No bread. Buy some.', { detail: ['he says: shelf: empty'], cause: new Error('${cause}') })`,
    )
    assert.equal(log, '::error::No bread. Buy some.\n  he says: shelf: empty\n')
  })
}

test('what cannot be cleared up after an error is a warning: there is one reason why a step failed', async (t) => {
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

test('an error that nobody expected is a defect, with its stack', async (t) => {
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

test('an error that nobody caught aborts the work, which may still clean up', async (t) => {
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

test('an uncaught error beside work that succeeded is a warning', async (t) => {
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

test('of several failures only the first is shown: the others follow from the abort', async (t) => {
  const { log, exitCode } = await run(
    t,
    `tasks.run('one', () => Promise.reject(new Failure('No bread. Buy some.')))
     await tasks.run('two', () => new Promise((_, reject) =>
       tasks.signal.addEventListener('abort', () => reject(new Failure('The connection broke.')))))`,
  )
  assert.deepEqual({ log, exitCode }, { log: '::error::No bread. Buy some.\n', exitCode: 1 })
})

test('an error that nobody caught does not hide what the work fails of at the same moment', async (t) => {
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

test('nor what it fails of when it has cleared up', async (t) => {
  const { log, exitCode } = await run(
    t,
    `process.nextTick(() => { throw new Error('stray') })
     await new Promise((resolve) => setTimeout(resolve, 100))
     tasks.signal.throwIfAborted()
     throw new Failure('No bread. Buy some.')`,
  )
  assert.deepEqual({ log, exitCode }, { log: '::error::No bread. Buy some.\n', exitCode: 1 })
})
