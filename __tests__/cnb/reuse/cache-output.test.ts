import assert from 'node:assert/strict'
import { cachedLayerSize, readCache, receiveCachedLayer } from '../../../src/cnb/reuse/cache-output.ts'
import type { Sandbox } from '../../../src/sandbox/sandbox.ts'
import { type TarEntry, tarOf } from '../../../src/tar/write.ts'
import { bytesOf, failureOf } from '../../registry/registry-client.ts'
import { type GoEntry, goTar, testWithGo as test } from '../../tar/go-tar.ts'
import { metadataOf, shas, tars } from '../reuse.ts'

const name = 'io.buildpacks.lifecycle.cache.metadata'

const fileOf = (name: string, content: Uint8Array | string): TarEntry => ({
  name,
  mode: 0o644,
  type: 'file',
  content: Buffer.from(content),
})

/** A sandbox out of which entries come, whatever is asked for. */
const sandboxWith = (...entries: readonly TarEntry[]) => {
  const asked: string[] = []
  const sandbox: Sandbox = {
    put: () => assert.fail(),
    run: () => assert.fail(),
    get: (path, receive) => {
      asked.push(path)
      return receive(tarOf(entries, { uid: 0, gid: 0 }))
    },
    dispose: () => assert.fail(),
  }
  return { sandbox, asked }
}

test('the lifecycle’s metadata is read, with the layers that it names and their folders', async () => {
  const metadata = metadataOf(shas)
  const { sandbox, asked } = sandboxWith(fileOf(name, metadata))
  const cache = await readCache(sandbox)
  assert.deepEqual(new Set(cache.folders.keys()), new Set(Object.values(shas)))
  assert.equal(cache.folders.get(shas.deps), '/layers/acme_node/deps')
  assert.equal(cache.metadata(new Set(Object.values(shas))), metadata)
  assert.doesNotMatch(cache.metadata(new Set([shas.deps, shas.cacheSbom])), /tool/)
  assert.deepEqual(asked, [`/cache/committed/${name}`])
})

test('an invalid cache is refused', async () => {
  const refused = {
    'has no io\\.buildpacks': [],
    'is not JSON': [fileOf(name, 'x')],
    'is malformed at "buildpacks': [fileOf(name, '{"buildpacks":[{"key":"a","layers":{"b":{"sha":"x"}}}]}')],
    'is not a file named io\\.buildpacks': [fileOf('other', '{}')],
    'is not a file or a directory': [
      { name, mode: 0o777, type: 'symlink', linkname: '/etc/passwd' } as const,
    ],
    'has more than 1 files': [fileOf(name, '{}'), fileOf('other', '')],
    'has 4194305 bytes': [fileOf(name, ' '.repeat(4 * 1024 * 1024 + 1))],
  }
  for (const [reason, entries] of Object.entries(refused)) {
    assert.match(await failureOf(readCache(sandboxWith(...entries).sandbox)), new RegExp(reason))
  }
})

test('a cached layer is received with its size, which can be read without the layer', async () => {
  const { sandbox, asked } = sandboxWith(fileOf(`${shas.deps}.tar`, tars.deps))
  assert.equal(await cachedLayerSize(sandbox, shas.deps), tars.deps.length)
  let received: Buffer | undefined
  const reason = await receiveCachedLayer(
    sandbox,
    shas.deps,
    '/layers/acme_node/deps',
    async (size, bytes) => {
      assert.equal(size, tars.deps.length)
      received = await bytesOf(bytes)
    },
  )
  assert.equal(reason, undefined)
  assert.deepEqual(received, tars.deps)
  assert.deepEqual(asked, Array(2).fill(`/cache/committed/${shas.deps}.tar`))
  assert.match(await failureOf(cachedLayerSize(sandbox, shas.tool)), /it has no sha256/)
  assert.match(
    await failureOf(receiveCachedLayer(sandbox, shas.tool, '/layers/acme_node/tool', async () => {})),
    /is not a file named sha256:[0-9a-f]{64}\.tar/,
  )
})

test('a cached layer that the lifecycle cannot or must not restore is received with the reason', async () => {
  const folder = '/layers/acme_node/deps'
  const around: readonly GoEntry[] = [['/layers'], ['/layers/acme_node']]
  const reasonFor = (tar: Buffer, folder: string | undefined) => {
    const { sandbox } = sandboxWith(fileOf(`${shas.deps}.tar`, tar))
    return receiveCachedLayer(sandbox, shas.deps, folder, async (_, bytes) => void (await bytesOf(bytes)))
  }
  const link = goTar([...around, [folder, { link: '/elsewhere' }]])
  assert.match((await reasonFor(link, folder)) ?? '', /^"\/layers\/acme_node\/deps" is not a folder$/)
  assert.match((await reasonFor(tars.tool, folder)) ?? '', /lies outside of/)
  assert.equal(await reasonFor(tars.deps, undefined), 'it is not the only layer of one folder')
})
