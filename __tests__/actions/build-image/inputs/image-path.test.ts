import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseImagePath } from '../../../../src/actions/build-image/inputs/image-inputs.ts'
import { Failure } from '../../../../src/message/failure.ts'

const accepted: readonly [string, string, string, string][] = [
  ['out/my-app', '/ws/out/my-app', 'my-app', 'latest'],
  ['out/my-app:1.2', '/ws/out/my-app', 'my-app', '1.2'],
  ['oci:out/my-app:V_1', '/ws/out/my-app', 'my-app', 'V_1'],
  ['my-app', '/ws/my-app', 'my-app', 'latest'],
  ['./out/my-app/', '/ws/out/my-app', 'my-app', 'latest'],
  ['/abs/My Folder/my_app.x', '/abs/My Folder/my_app.x', 'my_app.x', 'latest'],
  ['a b/ü/a1', '/ws/a b/ü/a1', 'a1', 'latest'],
]

for (const [text, folder, name, tag] of accepted) {
  test(`"${text}" is the image ${name}:${tag} in ${folder}`, () => {
    assert.deepEqual(parseImagePath(text, '/ws'), { folder, name, tag })
  })
}

const isEmpty = 'is empty. Use a directory for the layout; its last part is the name of the image'
const nameRule =
  'Its last part is the name of the image: at least 2 lower-case letters and digits, ' +
  'with a single ".", "_" or "-" between them'
const tagRule = 'A tag has 1 to 128 letters, digits, "_", "." or "-"'

const refused: readonly [string, string][] = [
  ['', isEmpty],
  ['oci:', isEmpty],
  ['out/My-App', `is "out/My-App". ${nameRule}`],
  ['out/a', `is "out/a". ${nameRule}`],
  ['out/my app', `is "out/my app". ${nameRule}`],
  ['out/-app', `is "out/-app". ${nameRule}`],
  ['out/app-', `is "out/app-". ${nameRule}`],
  ['out/my..app', `is "out/my..app". ${nameRule}`],
  ['/', `is "/". ${nameRule}`],
  [`out/${'a'.repeat(256)}`, `is "out/${'a'.repeat(256)}". ${nameRule}`],
  ['.', 'is ".", and its last part is not a name'],
  ['..', 'is "..", and its last part is not a name'],
  ['oci:out/..', 'is "oci:out/..", and its last part is not a name'],
  ['..:1', 'is "..:1", and its last part is not a name'],
  [
    `out/app@sha256:${'0'.repeat(64)}`,
    `is "out/app@sha256:${'0'.repeat(64)}", which has a digest. The digest is known only after the build`,
  ],
  ['out/app:', `is "out/app:". ${tagRule}`],
  ['out/app:-x', `is "out/app:-x". ${tagRule}`],
  ['out/app:1 2', `is "out/app:1 2". ${tagRule}`],
  [`out/app:${'1'.repeat(129)}`, `is "out/app:${'1'.repeat(129)}". ${tagRule}`],
  [
    'out/app:1:2',
    'is "out/app:1:2", which contains a colon outside the tag. Directory names must not contain colons',
  ],
  [
    'o:ut/app',
    'is "o:ut/app", which contains a colon outside the tag. Directory names must not contain colons',
  ],
  [
    'localhost:5000/my-app',
    'is "localhost:5000/my-app", which contains a colon outside the tag. Directory names must not contain colons',
  ],
]

for (const [text, rule] of refused) {
  test(`"${text.slice(0, 40)}" is refused with the input, the rule and an example`, () => {
    assert.throws(
      () => parseImagePath(text, '/ws'),
      (error) => {
        assert.ok(error instanceof Failure)
        assert.equal(error.message, `The input "image-path" ${rule}. An example: image-path: out/my-app:1.2`)
        return true
      },
    )
  })
}

test('the workspace and its parent directories are refused, even if they are empty', () => {
  for (const text of [
    '/home/runner/my-app',
    '../my-app',
    '../../runner:1',
    'oci:/home/runner/my-app/../my-app',
  ]) {
    assert.throws(
      () => parseImagePath(text, '/home/runner/my-app'),
      new Failure(
        `The input "image-path" is "${text}", which is the workspace or contains it. ` +
          'An example: image-path: out/my-app:1.2',
      ),
    )
  }
  assert.equal(parseImagePath('../my-app2', '/home/runner/my-app').folder, '/home/runner/my-app2')
})
