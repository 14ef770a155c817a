import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, type TestContext, test } from 'node:test'
import { completeImage } from '../../../src/actions/download-image/complete.ts'
import type { FolderCache } from '../../../src/content/folder-cache.ts'
import type { VerifiedImage } from '../../../src/github/artifact/artifact-image.ts'
import { digestOf } from '../../../src/image/digest.ts'
import { closureOf, type Image } from '../../../src/image/image.ts'
import { parsePlatform } from '../../../src/image/platform.ts'
import { parseReference } from '../../../src/image/reference.ts'
import { blobPath } from '../../../src/layout/blob.ts'
import { readLayout } from '../../../src/layout/read.ts'
import { findFlaws } from '../../../src/layout/verify.ts'
import { createLayout, writeIndex } from '../../../src/layout/write.ts'
import { Failure } from '../../../src/message/failure.ts'
import { RunImageStore } from '../../../src/store/run-images.ts'
import { writeImage } from '../../github/written-image.ts'
import { serve, type TestServer } from '../../registry/http-server.ts'
import { client } from '../../registry/registry-client.ts'

describe('completeImage', () => {
  let folder: string
  /** Has all layers. */
  let full: string
  /** Lacks the layer `base`. */
  let sparse: string
  let image: Image
  const baseDigest = digestOf('base image')
  const { signal } = new AbortController()

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'complete-'))
    full = join(folder, 'full')
    sparse = join(folder, 'sparse')
    image = await writeImage(full)
    await cp(full, sparse, { recursive: true })
    await rm(blobPath(sparse, base().digest))
  })
  afterEach(() => rm(folder, { recursive: true }))

  const base = () => {
    const [layer] = image.manifest.layers
    assert.ok(layer)
    return layer
  }

  /** A registry that has the blobs of the full layout, or answers with a status. */
  const registry = (t: TestContext, status = 200): Promise<TestServer> =>
    serve(t, ({ path }, response) => {
      const [, hex = ''] = /^\/v2\/team\/run\/blobs\/sha256:([0-9a-f]{64})$/.exec(path) ?? []
      if (status !== 200 || hex === '') {
        response.writeHead(status === 200 ? 404 : status).end()
        return
      }
      readFile(join(full, 'blobs/sha256', hex)).then(
        (bytes) => response.end(bytes),
        () => response.writeHead(404).end(),
      )
    })

  const basedOn = async (name: string): Promise<VerifiedImage> => {
    const annotations = {
      'org.opencontainers.image.base.name': name,
      'org.opencontainers.image.base.digest': digestOf('manifest of the base'),
      'io.github.buildpacks-oci-layout.run-image.root': baseDigest,
    }
    await writeIndex(sparse, { ...image.descriptor, annotations })
    return { image: await readLayout(sparse), missing: [base()] }
  }

  const sources = (cache?: FolderCache, { registry } = client()) => ({
    registry,
    log: { warning: () => {} },
    runImages: new RunImageStore({
      root: join(folder, 'layout-repo'),
      registry,
      cache,
      info: () => {},
      warn: () => {},
    }),
  })

  /** A cache whose only entry is put back by `fill`. */
  const cacheOf = (fill: (into: string, key: string) => Promise<void>): FolderCache => ({
    restore: async ({ root, name }, key) => {
      await fill(join(root, name), key)
      return { outcome: 'hit', key, seconds: 0 }
    },
    restoreNewest: () => assert.fail('a download restored some entry'),
    save: () => assert.fail('a download saved an entry'),
  })

  const assertComplete = async (): Promise<void> => {
    assert.deepEqual(await findFlaws(sparse, closureOf(image)), [])
    assert.equal((await readLayout(sparse)).descriptor.digest, image.descriptor.digest)
  }

  const refused = async (completing: Promise<unknown>, ...messages: RegExp[]): Promise<void> => {
    await assert.rejects(completing, (error) => {
      assert.ok(error instanceof Failure)
      for (const message of messages) assert.match(error.message, message)
      return true
    })
  }

  test('missing layers are fetched from the registry, without other requests', async (t) => {
    const { host, asked } = await registry(t)
    const verified = await basedOn(`${host}/team/run:1`)
    const provided = await completeImage(verified, sparse, sources(), signal)
    assert.deepEqual(provided, { reused: [], fetched: [base()] })
    assert.deepEqual(
      asked.map(({ path }) => path),
      [`/v2/team/run/blobs/${base().digest}`],
    )
    await assertComplete()
  })

  test('layers that the layout-repo has come from there, without the registry', async (t) => {
    const { host, asked } = await registry(t)
    const verified = await basedOn(`${host}/team/run:1`)
    const cache = cacheOf(() => assert.fail('the cache was asked'))
    const id = { reference: parseReference(`${host}/team/run:1`), platform: parsePlatform('linux/amd64') }
    await cp(full, sources().runImages.folderOf(id), { recursive: true })
    const provided = await completeImage(verified, sparse, sources(cache), signal)
    assert.deepEqual(provided, { reused: [base()], fetched: [] })
    assert.equal(asked.length, 0)
    await assertComplete()
  })

  test('layers that the cache has come from there, without the registry', async (t) => {
    const { host, asked } = await registry(t)
    const verified = await basedOn(`${host}/team/run:1`)
    const keys: string[] = []
    const cache = cacheOf(async (into, key) => {
      keys.push(key)
      await cp(full, into, { recursive: true })
    })
    const provided = await completeImage(verified, sparse, sources(cache), signal)
    assert.deepEqual(provided, { reused: [base()], fetched: [] })
    assert.equal(asked.length, 0)
    assert.equal(keys.length, 1)
    assert.ok(keys[0]?.endsWith(`linux/amd64-${host}/team/run@${baseDigest}`), keys[0])
    await assertComplete()
  })

  test('a poisoned cache is healed from the registry', async (t) => {
    const { host } = await registry(t)
    const verified = await basedOn(`${host}/team/run:1`)
    const cache = cacheOf(async (into) => {
      await createLayout(into)
      await writeFile(blobPath(into, base().digest), Buffer.alloc(base().size, 'x'))
    })
    const provided = await completeImage(verified, sparse, sources(cache), signal)
    assert.deepEqual(provided, { reused: [], fetched: [base()] })
    await assertComplete()
  })

  test('a layer that the registry does not have is a failure that says what to do', async (t) => {
    const { host } = await registry(t)
    await rm(blobPath(full, base().digest))
    const verified = await basedOn(`${host}/team/run:1`)
    await refused(
      completeImage(verified, sparse, sources(), signal),
      new RegExp(
        `^Could not fetch 1 of the 2 layers of ${image.descriptor.digest} from ${host}/team/run:1: `,
      ),
      /build it without "sparse", or set "complete: false"/,
    )
  })

  test('a registry without access is a failure that says what to do', async (t) => {
    const { host } = await registry(t, 403)
    const verified = await basedOn(`${host}/team/run:1`)
    await refused(
      completeImage(verified, sparse, sources(), signal),
      /Log in to 127\.0\.0\.1:\d+ in a step before/,
    )
  })

  test('a layout that does not name its base is a failure that says what to do', async () => {
    await refused(
      completeImage({ image, missing: [base()] }, sparse, sources(), signal),
      /has no annotation org\.opencontainers\.image\.base\.name\. Build it without "sparse"/,
    )
  })

  test('a base that is no image reference is a Failure', async () => {
    const verified = await basedOn('https://evil.example/../run')
    await refused(completeImage(verified, sparse, sources(), signal), /is not an image reference/)
  })

  test('a hostile name of the base is shown on one line and shortened', async () => {
    const verified = await basedOn(`\n::error::\u001b[2K${'x'.repeat(10_000)} y`)
    await refused(completeImage(verified, sparse, sources(), signal), /^[\P{C}]{1,1200}$/u)
  })

  test('an abort ends it with the reason', async (t) => {
    const { host } = await registry(t)
    const verified = await basedOn(`${host}/team/run:1`)
    const reason = new Error('cancelled')
    const aborted = AbortSignal.abort(reason)
    const aborting = sources(undefined, client({ signal: aborted }))
    await assert.rejects(completeImage(verified, sparse, aborting, aborted), reason)
  })
})
