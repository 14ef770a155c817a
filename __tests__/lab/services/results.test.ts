import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import * as v from 'valibot'
import type { CacheScope, Job } from '../../../lab/services/results/token.ts'
import { type ResultsService, startResultsService } from '../../../lab/services/results.ts'

const base = await mkdtemp(join(tmpdir(), 'results-'))
after(() => rm(base, { recursive: true, force: true }))

const createFolder = (): Promise<string> => mkdtemp(join(base, 'case-'))

const createService = async (t: TestContext): Promise<ResultsService> => {
  const service = await startResultsService({ folder: await createFolder() })
  t.after(() => service.close())
  return service
}

type Environment = Readonly<Record<string, string>>

const call = async (env: Environment, method: string, request: object) => {
  const service = method.includes('Cache') ? 'CacheService' : 'ArtifactService'
  const response = await fetch(
    new URL(`/twirp/github.actions.results.api.v1.${service}/${method}`, env['ACTIONS_RESULTS_URL']),
    {
      method: 'POST',
      headers: { authorization: `Bearer ${env['ACTIONS_RUNTIME_TOKEN']}` },
      body: JSON.stringify(request),
    },
  )
  return { status: response.status, answer: v.parse(AnswerSchema, await response.json()) }
}

const AnswerSchema = v.looseObject({
  ok: v.optional(v.boolean()),
  message: v.optional(v.string()),
  msg: v.optional(v.string()),
  code: v.optional(v.string()),
  signed_upload_url: v.optional(v.string(), ''),
  signed_download_url: v.optional(v.string(), ''),
  matched_key: v.optional(v.string()),
})

const put = (url: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, { method: 'PUT', body, headers: { 'x-ms-blob-type': 'BlockBlob', ...headers } })

const saveEntry = async (env: Environment, key: string, content: string, version = 'v'): Promise<void> => {
  const { answer } = await call(env, 'CreateCacheEntry', { key, version })
  assert.equal(answer.ok, true, JSON.stringify(answer))
  assert.equal((await put(answer.signed_upload_url, content)).status, 201)
  const size_bytes = String(content.length)
  assert.equal((await call(env, 'FinalizeCacheEntryUpload', { key, version, size_bytes })).answer.ok, true)
}

const lookUp = async (env: Environment, key: string, restore_keys: string[] = [], version = 'v') => {
  const { answer } = await call(env, 'GetCacheEntryDownloadURL', { key, restore_keys, version })
  return { key: answer.ok === true ? answer.matched_key : undefined, url: answer.signed_download_url }
}

/** The URLs of a blob for writing (a cache entry that is open) and, once it is saved, for reading. */
const openEntry = async (env: Environment): Promise<string> =>
  (await call(env, 'CreateCacheEntry', { key: 'open', version: 'v' })).answer.signed_upload_url

const scope = (name: string, write: boolean): CacheScope => ({ name, read: true, write })

test('finished entries survive a restart of the service, and unfinished ones do not', async (t) => {
  const folder = await createFolder()
  const first = await startResultsService({ folder })
  await saveEntry(first.env, 'whole', 'content')
  await put(await openEntry(first.env), 'half')
  await first.close()
  const second = await startResultsService({ folder })
  t.after(() => second.close())
  const { url } = await lookUp(second.env, 'whole')
  assert.equal(await (await fetch(url)).text(), 'content')
  assert.deepEqual(
    second.cacheEntries().map(({ key }) => key),
    ['whole'],
  )
  assert.equal((await readdir(join(folder, 'blobs'))).length, 1)
})

test('an entry is found by its key, then by prefixes, newest first, and only for its version', async (t) => {
  const { env } = await createService(t)
  for (const key of ['a-1', 'a-2', 'a-22', 'b-1']) await saveEntry(env, key, key)
  assert.equal((await lookUp(env, 'a-2')).key, 'a-2')
  assert.equal((await lookUp(env, 'a-3', ['a-'])).key, 'a-22')
  assert.equal((await lookUp(env, 'c', ['b-', 'a-'])).key, 'b-1')
  assert.equal((await lookUp(env, 'c', ['d-'])).key, undefined)
  assert.equal((await lookUp(env, 'a-2', [], 'other')).key, undefined)
})

test('versions can be ignored, for a runner whose paths change from job to job', async (t) => {
  const service = await startResultsService({ folder: await createFolder(), ignoreVersions: true })
  t.after(() => service.close())
  await saveEntry(service.env, 'a-1', 'content', 'one path')
  assert.equal((await lookUp(service.env, 'a-2', ['a-'], 'another path')).key, 'a-1')
  const again = await call(service.env, 'CreateCacheEntry', { key: 'a-1', version: 'another path' })
  assert.equal(again.status, 409)
})

test('an entry cannot be replaced, and is reserved while a job uploads it', async (t) => {
  const { env } = await createService(t)
  await saveEntry(env, 'a', 'content')
  await openEntry(env)
  for (const key of ['a', 'open']) {
    const { status, answer } = await call(env, 'CreateCacheEntry', { key, version: 'v' })
    assert.equal(status, 409)
    assert.match(answer.msg ?? '', /already exists/)
  }
})

test('only one of two jobs can reserve the same key', async (t) => {
  const { env } = await createService(t)
  const both = await Promise.all([1, 2].map(() => call(env, 'CreateCacheEntry', { key: 'a', version: 'v' })))
  assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409])
})

test('an entry is refused if its upload has a different size than announced', async (t) => {
  const { env } = await createService(t)
  await put(await openEntry(env), 'four')
  const request = { key: 'open', version: 'v', size_bytes: '5' }
  assert.equal((await call(env, 'FinalizeCacheEntryUpload', request)).answer.ok, false)
  assert.equal((await lookUp(env, 'open')).key, undefined)
})

test('a branch can read entries of the default branch but not of other branches', async (t) => {
  const service = await createService(t)
  const main = service.envOf({ scopes: [scope('main', true)] })
  const [red, blue] = ['red', 'blue'].map((name) =>
    service.envOf({ scopes: [scope(name, true), scope('main', false)] }),
  )
  assert.ok(red && blue)
  await saveEntry(main, 'a', 'of main')
  await saveEntry(red, 'a', 'of red')
  await saveEntry(red, 'b', 'of red')
  const read = async (env: Environment) => (await fetch((await lookUp(env, 'a')).url)).text()
  assert.deepEqual([await read(main), await read(red), await read(blue)], ['of main', 'of red', 'of main'])
  assert.equal((await lookUp(main, 'b')).key, undefined)
  assert.equal((await lookUp(blue, 'b')).key, undefined)
  assert.equal((await lookUp(service.envOf({ repository: 'octo/else' }), 'a')).key, undefined)
})

test('a refused read or write has the message that the client recognizes', async (t) => {
  const service = await createService(t)
  const reader = service.envOf({ scopes: [scope('main', false)] })
  const denied = await call(reader, 'CreateCacheEntry', { key: 'a', version: 'v' })
  assert.match(denied.answer.message ?? '', /^cache write denied:/)
  const blind = await call(service.envOf({ scopes: [] }), 'GetCacheEntryDownloadURL', {
    key: 'a',
    version: 'v',
  })
  assert.equal(blind.status, 403)
  assert.match(blind.answer.msg ?? '', /^cache read denied:/)
})

test('artifacts belong to a run, and a token is valid only for its run', async (t) => {
  const service = await createService(t)
  const idsOf = (job: Partial<Job>) => {
    const payload = (service.envOf(job)['ACTIONS_RUNTIME_TOKEN'] ?? '').split('.')[1] ?? ''
    const { scp } = v.parse(
      v.object({ scp: v.string() }),
      JSON.parse(Buffer.from(payload, 'base64url').toString()),
    )
    return { workflow_run_backend_id: scp.split(':')[1] }
  }
  const first = await call(service.envOf({ run: 1 }), 'CreateArtifact', {
    ...idsOf({ run: 1 }),
    name: 'a',
    version: 7,
  })
  assert.equal(first.answer.ok, true)
  const foreign = await call(service.envOf({ run: 1 }), 'CreateArtifact', { ...idsOf({ run: 2 }), name: 'a' })
  assert.equal(foreign.status, 403)
  assert.equal((await call({ ...service.env, ACTIONS_RUNTIME_TOKEN: 'x' }, 'ListArtifacts', {})).status, 401)
})

test('a request with an unknown field is refused', async (t) => {
  const { env } = await createService(t)
  const { status } = await call(env, 'CreateCacheEntry', { key: 'a', version: 'v', surprise: 1 })
  assert.equal(status, 400)
})

test('a blob consists of its blocks in the order of the block list', async (t) => {
  const { env } = await createService(t)
  const url = await openEntry(env)
  for (const [id, content] of [
    ['AAAA', 'one '],
    ['BBBB', 'two '],
    ['CCCC', 'never used'],
  ]) {
    assert.equal((await put(`${url}&comp=block&blockid=${id}`, content ?? '')).status, 201)
  }
  const listOf = (...ids: string[]): string =>
    `<?xml version="1.0"?><BlockList>${ids.map((id) => `<Latest>${id}</Latest>`).join('')}</BlockList>`
  assert.equal((await put(`${url}&comp=blocklist`, listOf('AAAA', 'DDDD'))).status, 400)
  assert.equal((await put(`${url}&comp=blocklist`, listOf('BBBB', 'AAAA'))).status, 201)
  await call(env, 'FinalizeCacheEntryUpload', { key: 'open', version: 'v', size_bytes: '8' })
  const read = (await lookUp(env, 'open')).url
  assert.equal(await (await fetch(read)).text(), 'two one ')
  const part = await fetch(read, { headers: { range: 'bytes=2-5' } })
  assert.deepEqual(
    [part.status, part.headers.get('content-range'), await part.text()],
    [206, 'bytes 2-5/8', 'o on'],
  )
  const rest = await fetch(read, { headers: { 'x-ms-range': 'bytes=6-' } })
  assert.equal(await rest.text(), 'e ')
  assert.equal((await fetch(read, { headers: { range: 'bytes=8-' } })).status, 416)
  const head = await fetch(read, { method: 'HEAD' })
  assert.equal(head.headers.get('content-length'), '8')
  const etag = head.headers.get('etag') ?? ''
  assert.equal((await fetch(read, { headers: { 'if-match': etag } })).status, 200)
  assert.equal((await fetch(read, { headers: { 'if-match': '"other"' } })).status, 412)
  assert.equal((await fetch(read, { headers: { 'if-none-match': etag } })).status, 304)
  assert.equal((await put(url, 'again', { 'if-none-match': '*' })).status, 409)
})

test('a signed URL is valid only for its operation', async (t) => {
  const { env } = await createService(t)
  const url = await openEntry(env)
  assert.equal((await fetch(url)).status, 403)
  assert.equal((await put(url.replace(/sig=.*/, 'sig=forged'), 'content')).status, 403)
})

test('an upload with a wrong MD5 is refused', async (t) => {
  const { env } = await createService(t)
  const response = await put(await openEntry(env), 'content', { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' })
  assert.deepEqual([response.status, response.headers.get('x-ms-error-code')], [400, 'Md5Mismatch'])
})

test('a fault applies to a number of requests, or to all until it ends', async (t) => {
  const service = await createService(t)
  await saveEntry(service.env, 'a', 'content')
  const { url } = await lookUp(service.env, 'a')
  const status = async () => (await fetch(url)).status
  service.misbehave({ on: 'GetBlob', status: 503, times: 2 })
  assert.deepEqual([await status(), await status(), await status()], [503, 503, 200])
  const stop = service.misbehave({ on: 'GetBlob', status: 429 })
  assert.deepEqual([await status(), await status()], [429, 429])
  stop()
  assert.equal(await status(), 200)
})

test('a download can be interrupted, stalled, slow or wrong', async (t) => {
  const service = await createService(t)
  await saveEntry(service.env, 'a', 'x'.repeat(1000))
  const { url } = await lookUp(service.env, 'a')
  service.misbehave({ on: 'GetBlob', breakAfter: 10, times: 1 })
  const broken = await fetch(url)
  assert.equal(broken.headers.get('content-length'), '1000')
  await assert.rejects(broken.text())
  assert.equal(service.requests().at(-1)?.sent, 10)

  service.misbehave({ on: 'GetBlob', stallAfter: 10, times: 1 })
  const interruption = new AbortController()
  const stalled = await fetch(url, { signal: interruption.signal })
  const reader = stalled.body?.getReader()
  assert.equal((await reader?.read())?.value?.length, 10)
  const next = reader?.read()
  interruption.abort()
  await assert.rejects(next ?? Promise.resolve())

  service.misbehave({ on: 'GetBlob', bytesPerSecond: 10_000, times: 1 })
  assert.equal((await (await fetch(url)).text()).length, 1000)

  const file = join(await createFolder(), 'other')
  await writeFile(file, 'other')
  service.misbehave({ on: 'GetBlob', replaceWith: file, times: 1 })
  assert.equal(await (await fetch(url)).text(), 'other')
})

test('an interrupted upload leaves no entry', async (t) => {
  const folder = await createFolder()
  const service = await startResultsService({ folder })
  t.after(() => service.close())
  const url = await openEntry(service.env)
  service.misbehave({ on: 'PutBlob', breakAfter: 3, times: 1 })
  await assert.rejects(put(url, 'content'))
  const [blob = ''] = await readdir(join(folder, 'blobs'))
  assert.deepEqual(await readdir(join(folder, 'blobs', blob)), [])
})

test('the log contains each request with its size and without signatures', async (t) => {
  const service = await createService(t)
  await saveEntry(service.env, 'a', 'content')
  await (await fetch((await lookUp(service.env, 'a')).url)).text()
  const log = service.requests()
  assert.deepEqual(
    log.map(({ operation, status }) => [operation, status]),
    [
      ['CreateCacheEntry', 200],
      ['PutBlob', 201],
      ['FinalizeCacheEntryUpload', 200],
      ['GetCacheEntryDownloadURL', 200],
      ['GetBlob', 200],
    ],
  )
  assert.deepEqual([log[1]?.received, log[4]?.sent], [7, 7])
  assert.ok(!JSON.stringify(log).includes('sig='))
})
