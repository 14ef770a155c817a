import assert from 'node:assert/strict'
import { test } from 'node:test'
import { artifactNameOf, checkArtifactName } from '../../../src/github/artifact/artifact-client.ts'

test('the name of an image becomes a valid artifact name', () => {
  assert.equal(artifactNameOf('my-app'), 'my-app')
  assert.equal(artifactNameOf('registry.example:5000/octo/app:1.2'), 'registry.example-5000-octo-app-1.2')
  for (const name of ['a"b', 'a:b', 'a<b', 'a>b', 'a|b', 'a*b', 'a?b', 'a\rb', 'a\nb', 'a\\b', 'a/b']) {
    assert.equal(artifactNameOf(name), 'a-b')
    assert.throws(() => checkArtifactName(name), { name: 'Failure', message: /Use "a-b", for example/ })
  }
})

test('a valid name is not changed, and an empty name is refused', () => {
  checkArtifactName('my app-1.2_ü@sha256')
  assert.throws(() => checkArtifactName(''), { name: 'Failure', message: /artifact-name is empty/ })
})
