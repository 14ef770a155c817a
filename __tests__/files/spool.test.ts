import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import { Spool } from '../../src/files/spool.ts'
import { isSystemError } from '../../src/message/failure.ts'
import { temporaryFolder } from '../image/image.ts'
import { smallFileSystem } from '../layout/file-system.ts'

const contentOf = async (spool: Spool): Promise<string> =>
  Buffer.concat(await Array.fromAsync(spool.read())).toString()

test('a spool is read while it is written, and its file has no name', async (t) => {
  const folder = await temporaryFolder(t)
  await using spool = await Spool.create(folder)
  assert.deepEqual(await readdir(folder), [])
  const steps = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
  const filled = spool.fill(
    (async function* () {
      yield Buffer.from('first ')
      await steps[0].promise
      yield Buffer.from('second ')
      await steps[1].promise
    })(),
  )
  const reader = spool.read()
  assert.equal(String((await reader.next()).value), 'first ')
  const next = reader.next()
  steps[0].resolve()
  assert.equal(String((await next).value), 'second ')
  const end = reader.next()
  steps[1].resolve()
  assert.equal((await end).done, true)
  await filled
  assert.equal(await contentOf(spool), 'first second ')
})

test('a spool that is filled before it is read has all bytes of a large content', async (t) => {
  await using spool = await Spool.create(await temporaryFolder(t))
  const chunks = Array.from({ length: 50 }, (_, nth) => Buffer.alloc(70_000, nth))
  await spool.fill(
    (async function* () {
      yield* chunks
    })(),
  )
  assert.deepEqual(Buffer.concat(await Array.fromAsync(spool.read())), Buffer.concat(chunks))
})

test('the reader of a spool gets the error of the source after the bytes before it', async (t) => {
  await using spool = await Spool.create(await temporaryFolder(t))
  await spool.fill(
    (async function* () {
      yield Buffer.from('before')
      throw new Error('the source is damaged')
    })(),
  )
  const reader = spool.read()
  assert.equal(String((await reader.next()).value), 'before')
  await assert.rejects(reader.next(), /the source is damaged/)
})

test('the reader of a spool gets the error of a full disk', async (t) => {
  const folder = smallFileSystem(t)
  if (folder === undefined) return
  await using spool = await Spool.create(folder)
  await spool.fill(
    (async function* () {
      for (;;) yield Buffer.alloc(256 * 1024)
    })(),
  )
  await assert.rejects(Array.fromAsync(spool.read()), (error) => isSystemError(error, 'ENOSPC'))
})
