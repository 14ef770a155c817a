import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'smol-toml'
import { chooseRunImage, resolveRunImage, runToml } from '../../../src/cnb/builder/run-image-choice.ts'
import { formatReference, type ImageReference, parseReference } from '../../../src/image/reference.ts'
import { Failure } from '../../../src/message/failure.ts'

const own = { image: 'acme/run:base', mirrors: ['ghcr.io/acme/run:base', 'localhost:5000/run'] }
const second = { image: 'acme/run:full', mirrors: ['ghcr.io/acme/run:full'] }
const builder = { runImages: [own, second] }

const choose = (builderName: string, requested?: string) =>
  chooseRunImage(builder, parseReference(builderName), requested)

test("the run image is the builder's first and its mirrors, those in the builder's registry first", () => {
  const [image, ghcr, local] = ['acme/run:base', 'ghcr.io/acme/run:base', 'localhost:5000/run']
  assert.deepEqual(choose('acme/builder').names, [image, ghcr, local])
  assert.deepEqual(choose('ghcr.io/acme/builder').names, [ghcr, image, local])
  assert.deepEqual(choose('localhost:5000/builder').names, [local, image, ghcr])
  assert.deepEqual(choose('quay.io/acme/builder').names, [image, ghcr, local])
  assert.deepEqual(chooseRunImage(builder, undefined).names, [image, ghcr, local])
})

test('a requested run image is used whatever the builder lists', () => {
  assert.deepEqual(chooseRunImage({ runImages: [] }, parseReference('a/b'), 'other/run'), {
    names: ['other/run'],
    label: { image: 'other/run', mirrors: [] },
  })
})

test('a builder without a run image needs the input', () => {
  for (const runImages of [[], [{ image: '', mirrors: [] }]]) {
    assert.throws(
      () => chooseRunImage({ runImages }, parseReference('acme/builder')),
      /docker\.io\/acme\/builder:latest names no run image\. Set the input "run-image"\./,
    )
  }
})

const resolving = async (names: readonly [string, ...string[]], accessible: readonly string[]) => {
  const asked: string[] = []
  const log: string[] = []
  const lookUp = async (reference: ImageReference) => {
    asked.push(formatReference(reference))
    if (accessible.includes(asked.at(-1) ?? '')) return asked.length
    throw new Failure(`Could not resolve ${formatReference(reference)}.`)
  }
  const result = resolveRunImage(names, lookUp, {
    info: (message) => log.push(`info: ${message}`),
    warn: (message) => log.push(`warn: ${message}`),
  })
  return { result, asked, log }
}

test('the first accessible name of a run image is used, and the others are logged', async () => {
  const names = ['example.invalid/run:1', 'Not A Name', 'ghcr.io/acme/run:1', 'quay.io/acme/run:1'] as const
  const { result, asked, log } = await resolving(names, ['ghcr.io/acme/run:1', 'quay.io/acme/run:1'])
  assert.deepEqual(await result, {
    name: 'ghcr.io/acme/run:1',
    reference: parseReference('ghcr.io/acme/run:1'),
    root: 2,
  })
  assert.deepEqual(asked, ['example.invalid/run:1', 'ghcr.io/acme/run:1'])
  assert.equal(
    log[0],
    'info: Skipped the run image "example.invalid/run:1": Could not resolve example.invalid/run:1.',
  )
  assert.match(
    log[1] ?? '',
    /^warn: Skipped the run image "Not A Name": "Not A Name" is not an image reference: /,
  )
})

test('if no name of a run image is accessible, the error contains all of them with their reasons', async () => {
  const names = ['a.invalid/run:1', '-daemon', 'b.invalid/run:1'] as const
  const { result } = await resolving(names, [])
  const error = await result.catch((reason: unknown) => reason)
  assert.ok(error instanceof Failure)
  assert.match(
    error.message,
    /^No name of the run image is accessible: a\.invalid\/run:1, -daemon, b\.invalid\/run:1\. /,
  )
  assert.deepEqual(
    error.detail.map((line) => line.slice(0, 45)),
    [
      'a.invalid/run:1: Could not resolve a.invalid/',
      '-daemon: "-daemon" is not an image reference:',
      'b.invalid/run:1: Could not resolve b.invalid/',
    ],
  )
})

test('the only name of a run image fails with its own reason', async () => {
  const { result, log } = await resolving(['a.invalid/run:1'], [])
  await assert.rejects(result, /^Failure: Could not resolve a\.invalid\/run:1\.$/)
  assert.deepEqual(log, [])
})

test('the builder’s run.toml is used if it lists the run image first, or as a mirror of the first', () => {
  assert.equal(choose('acme/builder').label, undefined)
  assert.equal(choose('ghcr.io/acme/builder').label, undefined)
  const pinned = `acme/run:base@sha256:${'a'.repeat(64)}`
  for (const name of ['acme/run:base', 'docker.io/acme/run:base', 'ghcr.io/acme/run:base', pinned]) {
    assert.equal(choose('acme/builder', name).label, undefined, name)
  }
})

test('another run.toml is needed if the builder lists another run image first', () => {
  for (const name of ['acme/run:full', 'index.docker.io/acme/run:full', 'ghcr.io/acme/run:full']) {
    assert.deepEqual(choose('acme/builder', name).label, second, name)
  }
  for (const name of ['acme/run', 'acme/run:other', 'quay.io/acme/run:base', 'localhost:5001/run']) {
    assert.deepEqual(choose('acme/builder', name).label, { image: name, mirrors: [] })
  }
})

test('malformed names in the builder’s list match no run image', () => {
  const runImages = [{ image: '-daemon', mirrors: ['-x'] }, second]
  const { label } = chooseRunImage({ runImages }, parseReference('acme/builder'), 'acme/run:full')
  assert.deepEqual(label, second)
})

test('a run.toml lists one image with its mirrors, and quotes every name', () => {
  for (const runImage of [own, { image: 'a"]\n[[images]]\\\u007f', mirrors: ['"', '\n'] }]) {
    assert.equal(JSON.stringify(parse(runToml(runImage))), JSON.stringify({ images: [runImage] }))
  }
})
