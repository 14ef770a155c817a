import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeRunImage } from '../../../src/actions/rebase-image/report.ts'
import { parseReference } from '../../../src/image/reference.ts'
import { imageOf } from '../../image/image.ts'

test('the log names the run image with its registry and its tag', () => {
  const { descriptor } = imageOf(['base'])
  const reference = parseReference('ghcr.io/acme/run:jammy')
  assert.equal(
    describeRunImage({ reference, descriptor }),
    `Run image: ghcr.io/acme/run:jammy, ${descriptor.digest}`,
  )
})
