import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { type TestContext, test } from 'node:test'
import type { ReadableContent } from '../../src/content/content.ts'
import { type CopyOptions, copy } from '../../src/content/copy.ts'
import { CorruptContent, WrongContent } from '../../src/content/verify.ts'
import type { Descriptor } from '../../src/image/descriptor.ts'
import { digestOf } from '../../src/image/digest.ts'
import { blobFolder, blobPath } from '../../src/layout/blob.ts'
import { type LayoutContent, layoutContent } from '../../src/layout/content.ts'
import { findFlaws } from '../../src/layout/verify.ts'
import { createLayout } from '../../src/layout/write.ts'
import { ociTypes, temporaryFolder } from '../image/image.ts'

const texts = ['base', 'tools', 'certificates', 'app', 'slices', 'launcher']
const blobs = texts.map(
  (text): Descriptor => ({ mediaType: ociTypes.layer, digest: digestOf(text), size: text.length }),
)
const [base, tools] = blobs as [Descriptor, Descriptor]
const textOf = ({ digest }: Descriptor): string => texts.find((text) => digestOf(text) === digest) ?? ''

const layoutOf = async (
  t: TestContext,
  held: readonly Descriptor[],
  corrupt: string[] = [],
): Promise<LayoutContent> => {
  const folder = await temporaryFolder(t)
  await createLayout(folder)
  const layout = layoutContent(folder, async ({ digest }) => {
    corrupt.push(digest)
  })
  for (const blob of held) await layout.push(blob, () => [Buffer.from(textOf(blob))])
  return layout
}

/** Content that cannot be mounted, like a registry for a layout. Records its requests. */
const remote = (
  fetch: (blob: Descriptor) => AsyncIterable<Uint8Array> = async function* (blob) {
    yield Buffer.from(textOf(blob))
  },
) => {
  const asked: string[] = []
  const source: ReadableContent = {
    exists: async (blob) => {
      asked.push(`exists ${textOf(blob)}`)
      return true
    },
    fetch: (blob) => {
      asked.push(`fetch ${textOf(blob)}`)
      return fetch(blob)
    },
  }
  return { source, asked }
}

/** Options that record warnings and fetched descriptors. */
const noting = () => {
  const warnings: string[] = []
  const fetched: Descriptor[] = []
  const options: CopyOptions = {
    warn: (message) => warnings.push(message),
    onFetched: async (blob) => {
      fetched.push(blob)
    },
  }
  return { options, warnings, fetched }
}

const wrong = new WrongContent('The blob is not what its name says.')

/** A source that yields some bytes of any content, and then fails. */
const failing = (error: Error) =>
  remote(async function* () {
    yield Buffer.from('b')
    throw error
  })

test('content that the target has is not copied, and no source gets a request', async (t) => {
  const target = await layoutOf(t, blobs)
  const { source, asked } = remote()
  const { options, fetched } = noting()
  assert.deepEqual(await copy(blobs, [source], target, options), { existed: blobs, mounted: [], fetched: [] })
  assert.deepEqual([asked, fetched], [[], []])
})

test('blobs are mounted from the first source that allows it, the rest is fetched, in the given order', async (t) => {
  const target = await layoutOf(t, blobs.slice(0, 1))
  const near = await layoutOf(t, blobs.slice(1, 3))
  const nearer = await layoutOf(t, blobs.slice(1, 2))
  const { source, asked } = remote()
  const { options, fetched } = noting()
  const copied = await copy(blobs, [nearer, near, source], target, options)
  assert.deepEqual(copied.existed, blobs.slice(0, 1))
  assert.deepEqual(
    copied.mounted.map(({ descriptor }) => descriptor),
    blobs.slice(1, 3),
  )
  assert.ok(copied.mounted[0]?.from === nearer && copied.mounted[1]?.from === near)
  assert.deepEqual(copied.fetched, blobs.slice(3))
  assert.deepEqual(new Set(fetched), new Set(copied.fetched))
  assert.deepEqual(await findFlaws(target.folder, blobs), [])
  // The last source is not asked whether it has the content.
  assert.deepEqual(asked.sort(), ['fetch app', 'fetch launcher', 'fetch slices'])
})

test('content that cannot be mounted is fetched from the first source that has it', async (t) => {
  const target = await layoutOf(t, [])
  const layout = await layoutOf(t, [tools])
  const near: ReadableContent = {
    exists: (blob) => layout.exists(blob),
    fetch: (blob) => layout.fetch(blob),
  }
  const { source, asked } = remote()
  const { fetched } = await copy([base, tools], [near, source], target, noting().options)
  assert.deepEqual(fetched, [base, tools])
  assert.deepEqual(asked, ['fetch base'])
})

test('after corrupt content from one source, the callback is called and the next source is used', async (t) => {
  const target = await layoutOf(t, [])
  const corrupt: string[] = []
  const near = await layoutOf(t, [], corrupt)
  await writeFile(blobPath(near.folder, base.digest), 'BASE')
  const far = await layoutOf(t, [base])
  const { mounted } = await copy([base], [near, far], target, noting().options)
  assert.ok(mounted[0]?.from === far)
  assert.deepEqual(corrupt, [base.digest])
})

test('a descriptor that is listed twice is copied once', async (t) => {
  const { source, asked } = remote()
  const { fetched } = await copy([base, base], [source], await layoutOf(t, []), noting().options)
  assert.deepEqual([fetched, asked], [[base], ['fetch base']])
})

test('wrong content is fetched again, with a warning', async (t) => {
  const target = await layoutOf(t, [])
  let times = 0
  const { source } = remote(async function* (blob) {
    times += 1
    yield Buffer.from(textOf(blob))
    if (times === 1) throw wrong
  })
  const { options, warnings } = noting()
  assert.deepEqual((await copy([base], [source], target, options)).fetched, [base])
  assert.deepEqual(warnings, ['A layer is fetched again: The blob is not what its name says.'])
  assert.equal(await readFile(blobPath(target.folder, base.digest), 'utf8'), 'base')
})

test('after wrong content from one source, the next source is used', async (t) => {
  const bad = failing(wrong)
  const good = remote()
  await copy([base], [bad.source, good.source], await layoutOf(t, []), noting().options)
  assert.deepEqual(bad.asked, ['exists base', 'fetch base'])
  assert.deepEqual(good.asked, ['fetch base'])
})

test('content that is wrong twice is a failure, and is not stored', async (t) => {
  const target = await layoutOf(t, [])
  const { source, asked } = failing(wrong)
  const { options, fetched } = noting()
  await assert.rejects(copy([base], [source], target, options), WrongContent)
  assert.equal(asked.length, 2)
  assert.deepEqual([fetched, await readdir(blobFolder(target.folder))], [[], []])
})

test('a corrupt source is not asked again', async (t) => {
  const corrupt = new CorruptContent('The blob is corrupt.')
  const alone = failing(corrupt)
  const { options, warnings } = noting()
  await assert.rejects(copy([base], [alone.source], await layoutOf(t, []), options), corrupt)
  assert.deepEqual([alone.asked, warnings], [['fetch base'], []])

  const [near, far] = [failing(corrupt), failing(wrong)]
  await assert.rejects(copy([base], [near.source, far.source], await layoutOf(t, []), options), wrong)
  assert.deepEqual(near.asked, ['exists base', 'fetch base'])
  assert.deepEqual(far.asked, ['fetch base', 'fetch base'])
})

test('if no other source has the content, the failure names the corrupt source', async (t) => {
  const corrupt = new CorruptContent('The blob is corrupt.')
  const empty: ReadableContent = { exists: async () => false, fetch: () => assert.fail('was fetched') }
  const sources = [empty, failing(corrupt).source]
  await assert.rejects(copy([base], sources, await layoutOf(t, []), noting().options), corrupt)
})

test('any other failure is not retried', async (t) => {
  const { source, asked } = failing(new Error('gone'))
  await assert.rejects(copy([base], [source], await layoutOf(t, []), noting().options), /gone/)
  assert.deepEqual(asked, ['fetch base'])
})

test('five blobs are copied at the same time', async (t) => {
  let running = 0
  let most = 0
  const { source } = remote(async function* (blob) {
    running += 1
    most = Math.max(most, running)
    await new Promise((resolve) => setTimeout(resolve, 20))
    running -= 1
    yield Buffer.from(textOf(blob))
  })
  await copy(blobs, [source], await layoutOf(t, []), noting().options)
  assert.equal(most, 5)
})

test('the first failure ends the other transfers at once, even stalled ones, and is thrown', async (t) => {
  const target = await layoutOf(t, [])
  const never = Promise.withResolvers<never>()
  let ended = 0
  const { source, asked } = remote((blob) => {
    if (blob === base) {
      return (async function* () {
        await new Promise((resolve) => setTimeout(resolve, 50))
        throw new Error('the first')
      })()
    }
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => never.promise,
        return: async () => {
          ended += 1
          return { done: true, value: undefined }
        },
      }),
    }
  })
  await assert.rejects(copy(blobs, [source], target, noting().options), /the first/)
  assert.equal(ended, 4)
  assert.equal(asked.length, 5)
  assert.deepEqual(await readdir(blobFolder(target.folder)), [])
})

test('fetched content can be kept although a later transfer fails', async (t) => {
  const target = await layoutOf(t, [])
  const store = await layoutOf(t, [])
  const { source } = remote(async function* (blob) {
    if (blob !== base) await new Promise((resolve) => setTimeout(resolve, 50))
    if (blob !== base) throw new Error('gone')
    yield Buffer.from(textOf(blob))
  })
  const keep = async (blob: Descriptor): Promise<void> => {
    assert.ok(await store.mount(blob, target))
  }
  await assert.rejects(copy([base, tools], [source], target, { warn: () => {}, onFetched: keep }), /gone/)
  assert.ok(await store.exists(base))
})

test('content that cannot be kept is a failure', async (t) => {
  const keep = async (): Promise<void> => {
    throw new Error('the store is full')
  }
  const options = { warn: () => {}, onFetched: keep }
  await assert.rejects(copy(blobs, [remote().source], await layoutOf(t, []), options), /the store is full/)
})

test('missing content without a source is a failure', async (t) => {
  await assert.rejects(
    copy([base], [], await layoutOf(t, []), noting().options),
    /^Failure: The target lacks sha256:/,
  )
})
