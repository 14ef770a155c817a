import assert from 'node:assert/strict'
import { cachedLayerSize, readCache, receiveCachedLayer } from '../../../src/cnb/reuse/cache-output.ts'
import type { Sandbox } from '../../../src/sandbox/sandbox.ts'
import { type TarEntry, tarOf } from '../../../src/tar/write.ts'
import { bytesOf, failureOf } from '../../registry/registry-client.ts'
import { testWithGo as test } from '../../tar/go-tar.ts'
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

test('what the lifecycle says of its cache comes out, with the layers that it names', async () => {
  const metadata = metadataOf(shas)
  const { sandbox, asked } = sandboxWith(fileOf(name, metadata))
  const { metadata: read, diffIds } = await readCache(sandbox)
  assert.equal(read, metadata)
  assert.deepEqual(new Set(diffIds), new Set(Object.values(shas)))
  assert.deepEqual(asked, [`/cache/committed/${name}`])
})

test('a cache that is none is refused', async () => {
  const refused = {
    'has no io\\.buildpacks': [],
    'is not JSON': [fileOf(name, 'x')],
    'is malformed at "buildpacks': [fileOf(name, '{"buildpacks":[{"key":"a","layers":{"b":{"sha":"x"}}}]}')],
    'is no file io\\.buildpacks': [fileOf('other', '{}')],
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

test('a cached layer comes out with its size, which can be had without it', async () => {
  const { sandbox, asked } = sandboxWith(fileOf(`${shas.deps}.tar`, tars.deps))
  assert.equal(await cachedLayerSize(sandbox, shas.deps), tars.deps.length)
  let received: Buffer | undefined
  await receiveCachedLayer(sandbox, shas.deps, async (size, bytes) => {
    assert.equal(size, tars.deps.length)
    received = await bytesOf(bytes)
  })
  assert.deepEqual(received, tars.deps)
  assert.deepEqual(asked, Array(2).fill(`/cache/committed/${shas.deps}.tar`))
  assert.match(await failureOf(cachedLayerSize(sandbox, shas.tool)), /it has no sha256/)
  assert.match(
    await failureOf(receiveCachedLayer(sandbox, shas.tool, async () => {})),
    /is no file sha256:[0-9a-f]{64}\.tar/,
  )
})
