import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseRunImage, runToml } from '../../../src/cnb/builder/run-image-choice.ts'
import { parseReference } from '../../../src/image/reference.ts'

const own = { image: 'acme/run:base', mirrors: ['ghcr.io/acme/run:base', 'localhost:5000/run'] }
const second = { image: 'acme/run:full', mirrors: ['ghcr.io/acme/run:full'] }
const builder = { runImages: [own, second] }

const choose = (builderName: string, requested?: string) =>
  chooseRunImage(builder, parseReference(builderName), requested)

test("the run image is the builder's first, from the builder's own registry where it is there", () => {
  assert.equal(choose('acme/builder').name, 'acme/run:base')
  assert.equal(choose('ghcr.io/acme/builder').name, 'ghcr.io/acme/run:base')
  assert.equal(choose('localhost:5000/builder').name, 'localhost:5000/run')
  assert.equal(choose('quay.io/acme/builder').name, 'acme/run:base')
})

test('a requested one is taken whatever the builder says, under the name that was requested', () => {
  assert.deepEqual(chooseRunImage({ runImages: [] }, parseReference('a/b'), 'other/run'), {
    name: 'other/run',
    reference: { registry: 'index.docker.io', repository: 'other/run', tag: 'latest' },
    label: { image: 'other/run', mirrors: [] },
  })
})

test('it has to be named by someone, with a valid name', () => {
  assert.throws(
    () => chooseRunImage({ runImages: [] }, parseReference('acme/builder')),
    /docker\.io\/acme\/builder:latest names no run image.*input run-image/,
  )
  assert.throws(
    () => chooseRunImage({ runImages: [{ image: '-daemon', mirrors: [] }] }, parseReference('acme/builder')),
    /"-daemon" is not an image reference/,
  )
})

test('the label is the builder’s where the builder names the run image first, or as a mirror of the first', () => {
  assert.equal(choose('acme/builder').label, undefined)
  assert.equal(choose('ghcr.io/acme/builder').label, undefined)
  const pinned = `acme/run:base@sha256:${'a'.repeat(64)}`
  for (const name of ['acme/run:base', 'docker.io/acme/run:base', 'ghcr.io/acme/run:base', pinned]) {
    assert.equal(choose('acme/builder', name).label, undefined, name)
  }
})

test('the label is told which run image it is where the builder names another one first', () => {
  for (const name of ['acme/run:full', 'index.docker.io/acme/run:full', 'ghcr.io/acme/run:full']) {
    assert.deepEqual(choose('acme/builder', name).label, second, name)
  }
  for (const name of ['acme/run', 'acme/run:other', 'quay.io/acme/run:base', 'localhost:5001/run']) {
    assert.deepEqual(choose('acme/builder', name).label, { image: name, mirrors: [] })
  }
})

test('a name of the builder’s that is no reference is that of no run image', () => {
  const runImages = [{ image: '-daemon', mirrors: ['-x'] }, second]
  const { label } = chooseRunImage({ runImages }, parseReference('acme/builder'), 'acme/run:full')
  assert.deepEqual(label, second)
})

test('a run.toml names one image, with its mirrors', () => {
  assert.equal(runToml({ image: 'acme/run', mirrors: [] }), '[[images]]\n  image = "acme/run"\n')
  assert.equal(
    runToml(own),
    '[[images]]\n  image = "acme/run:base"\n  mirrors = ["ghcr.io/acme/run:base", "localhost:5000/run"]\n',
  )
})

test('a name that could end its string in a run.toml is refused', () => {
  for (const name of ['acme/run"\n[[images]]', 'acme/run\\', 'acme/run\u007f', 'acme/run\n', '']) {
    assert.throws(() => runToml({ image: name, mirrors: [] }), /is not an image reference/)
    assert.throws(() => runToml({ image: 'acme/run', mirrors: [name] }), /is not an image reference/)
  }
})
