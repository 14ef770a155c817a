import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PreviousImage } from '../../../src/cnb/reuse/reuse.ts'
import { type Built, buildInSandbox, dependencyBuilder, ownBlobs, reuseOf } from '../reuse.ts'

const previousOf = async (built: Built): Promise<PreviousImage> => {
  const { image: previous } = await reuseOf(built)
  assert.ok(previous)
  return previous
}

type Forgery = (previous: PreviousImage) => Partial<PreviousImage>

const forgeries: Readonly<Record<string, Forgery>> = {
  'manifest type': ({ descriptor }) => ({ descriptor: { ...descriptor, mediaType: 'text/plain' } }),
  'config and layer types': ({ manifest }) => ({
    manifest: {
      ...manifest,
      config: { ...manifest.config, mediaType: 'text/plain' },
      layers: manifest.layers.map((layer) => ({ ...layer, mediaType: 'text/plain' })),
    },
  }),
  history: ({ config }) => ({ config: { ...config, history: 'none' } }),
  platform: ({ config }) => ({ config: { ...config, os: 'windows', architecture: 's390x', variant: 'v9' } }),
}

/** Those with which the image cannot be used at all. */
const refused: readonly string[] = ['manifest type', 'history']

for (const lifecycle of ['oldest', 'newest'] as const) {
  test(`documents of an image of another tool neither change the image nor fail the build: lifecycle ${lifecycle}`, async (t) => {
    const variant = lifecycle === 'newest' ? 'shared' : lifecycle
    const builder = await dependencyBuilder(variant, { lifecycle })
    const first = await buildInSandbox(t, { builder })
    for (const [name, forge] of Object.entries(forgeries)) {
      await t.test(name, async (t) => {
        const second = await buildInSandbox(t, {
          builder,
          reuse: await reuseOf(first, forge(await previousOf(first))),
          reusable: ownBlobs(first),
        })
        assert.equal(second.digest, first.digest)
        assert.equal(second.given.hasImage, !refused.includes(name))
        assert.equal(second.dropped.length, refused.includes(name) ? 1 : 0)
      })
    }
  })
}
