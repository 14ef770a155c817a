import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Failure } from '../../../src/message/failure.ts'
import { printable } from '../../../src/message/printable.ts'
import { malformed, RequestError } from '../../../src/registry/client/request-error.ts'
import { backoff, parseRetryAfter, type RetryOptions, retry } from '../../../src/registry/client/retry.ts'

const passing = (retryAfter?: number) =>
  new RequestError('it rains', { advice: 'Wait for the sun.', transient: true, retryAfter })

const options = (changes: Partial<RetryOptions> = {}): RetryOptions => ({
  action: 'dry the hay',
  attempts: 3,
  firstDelay: 1,
  longestDelay: 1,
  total: 1000,
  warn: () => undefined,
  signal: new AbortController().signal,
  ...changes,
})

test('a transient error is retried up to the limit', async () => {
  let tries = 0
  const attempt = () => {
    tries += 1
    return Promise.reject(passing())
  }
  await assert.rejects(retry(options(), attempt), (error) => {
    assert.ok(error instanceof Failure && error.cause instanceof RequestError)
    assert.equal(error.message, 'Could not dry the hay: it rains, after 3 attempts. Wait for the sun.')
    return true
  })
  assert.equal(tries, 3)
})

test('an unreachable server is retried for a shorter time than one that reports errors', async () => {
  const attempt = () =>
    Promise.reject(new RequestError('no road', { advice: 'Build one.', transient: true, unreachable: true }))
  await assert.rejects(retry(options({ attempts: 9 }), attempt), /no road, after 3 attempts\./)
  await assert.rejects(
    retry(options({ attempts: 9, total: 60_000, firstDelay: 20_000, longestDelay: 20_000 }), attempt),
    /no road, after retrying for [01] s\./,
  )
})

test('a permanent error is not retried, and an error of another kind is not either', async () => {
  let tries = 0
  const failing = (error: Error) => () => {
    tries += 1
    return Promise.reject(error)
  }
  await assert.rejects(retry(options(), failing(malformed('a.io', 'no'))), Failure)
  const bug = new TypeError('bug')
  await assert.rejects(retry(options(), failing(bug)), bug)
  assert.equal(tries, 2)
})

test('pauses grow up to the longest, each shortened randomly by up to half', () => {
  const limits = { firstDelay: 10, longestDelay: 30 }
  const pauses = (chance: number) => [1, 2, 3, 4].map((failures) => backoff(failures, limits, chance))
  assert.deepEqual(pauses(0), [5, 10, 15, 15])
  assert.deepEqual(pauses(1), [10, 20, 30, 30])
})

test('a pause that exceeds the total time does not start', async () => {
  const warnings: string[] = []
  const limits = { total: 5000, warn: (message: string) => warnings.push(message) }
  const asking = (retryAfter: number | undefined, changes = {}) =>
    retry(options({ ...limits, ...changes }), () => Promise.reject(passing(retryAfter)))
  await assert.rejects(
    asking(90_000_000),
    /it rains, and asked to retry after 25 h, which exceeds the retry limit\./,
  )
  await assert.rejects(
    asking(undefined, { firstDelay: 60_000, longestDelay: 60_000 }),
    /after retrying for [01] s\./,
  )
  assert.deepEqual(warnings, [])
})

test('a failure mentions a requested pause only if there was one', async () => {
  const attempt = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20))
    throw passing()
  }
  await assert.rejects(
    retry(options({ total: 5 }), attempt),
    /it rains, after retrying for 1 s\. Wait for the sun\./,
  )
})

test('Retry-After is seconds or a date', () => {
  const now = Date.UTC(2026, 10, 24, 12, 0, 0)
  assert.equal(parseRetryAfter('120', now), 120_000)
  assert.equal(parseRetryAfter('Tue, 24 Nov 2026 12:00:30 GMT', now), 30_000)
  assert.equal(parseRetryAfter('Tue, 24 Nov 2026 11:00:00 GMT', now), 0)
  assert.equal(parseRetryAfter('soon', now), undefined)
  assert.equal(parseRetryAfter(undefined, now), undefined)
})

test('untrusted text loses characters that are not printable, and its end if it is too long', () => {
  assert.equal(printable(' a\r\n::error::b\u001b[0m\u202e c\u200b '), 'a ::error::b [0m c')
  assert.equal(printable('é "ß" 漢字'), 'é "ß" 漢字')
  assert.equal(printable('x'.repeat(500)).length, 200)
})
