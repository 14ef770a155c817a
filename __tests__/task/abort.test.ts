import assert from 'node:assert/strict'
import { test } from 'node:test'
import { streamUnlessAborted, unlessAborted } from '../../src/task/abort.ts'

const reason = new Error('The step was cancelled.')

test('without an abort, the result or the failure of the work is passed on', async () => {
  const { signal } = new AbortController()
  assert.equal(await unlessAborted(Promise.resolve(7), signal), 7)
  const lost = new Error('gone')
  await assert.rejects(unlessAborted(Promise.reject(lost), signal), lost)
  assert.equal(await unlessAborted(Promise.resolve(7), undefined), 7)
})

test('an abort ends the wait with its reason, whether it comes before or during the wait', async () => {
  const abort = new AbortController()
  const waiting = unlessAborted(new Promise(() => {}), abort.signal)
  abort.abort(reason)
  await assert.rejects(waiting, reason)
  await assert.rejects(unlessAborted(Promise.resolve(7), abort.signal), reason)
})

test('a failure after the abort is not an unhandled rejection', async (t) => {
  const unhandled: unknown[] = []
  const listen = (error: unknown): void => void unhandled.push(error)
  process.on('unhandledRejection', listen)
  t.after(() => process.off('unhandledRejection', listen))
  const { promise, reject } = Promise.withResolvers<never>()
  await assert.rejects(unlessAborted(promise, AbortSignal.abort(reason)), reason)
  reject(new Error('late'))
  await new Promise((resolve) => setTimeout(resolve, 10))
  assert.deepEqual(unhandled, [])
})

test('an abort ends a stream with its reason, also while the stream is stalled', async () => {
  const abort = new AbortController()
  const stalled = async function* () {
    yield 'first'
    await new Promise(() => {})
  }
  const seen: string[] = []
  await assert.rejects(async () => {
    for await (const chunk of streamUnlessAborted(stalled(), abort.signal)) {
      seen.push(chunk)
      setImmediate(() => abort.abort(reason))
    }
  }, reason)
  assert.deepEqual(seen, ['first'])
})

test('without an abort, a stream is passed on, and closed if its reader stops', async () => {
  const { signal } = new AbortController()
  let closed = 0
  const numbers = async function* () {
    try {
      yield* [1, 2, 3]
    } finally {
      closed += 1
    }
  }
  assert.deepEqual(await Array.fromAsync(streamUnlessAborted(numbers(), signal)), [1, 2, 3])
  for await (const number of streamUnlessAborted(numbers(), signal)) if (number === 2) break
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(closed, 2)
})
