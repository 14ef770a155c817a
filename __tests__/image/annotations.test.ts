import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { imageNameOf } from '../../src/image/annotations.ts'
import { digestOf } from '../../src/image/digest.ts'

describe('imageNameOf', () => {
  const nameOf = (name?: string): string | undefined =>
    imageNameOf({
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest: digestOf('manifest'),
      size: 8,
      ...(name !== undefined && { annotations: { 'io.containerd.image.name': name } }),
    })

  test('the name is the one from the build', () => {
    assert.equal(nameOf('docker.io/library/my-app:1.2'), 'my-app:1.2')
  })

  test('text that is not a name with a tag is ignored', () => {
    assert.equal(nameOf(), undefined)
    assert.equal(nameOf('::set-output name=x::y'), undefined)
    assert.equal(nameOf(`docker.io/library/my-app@${digestOf('manifest')}`), undefined)
  })
})
