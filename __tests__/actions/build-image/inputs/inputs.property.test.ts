import assert from 'node:assert/strict'
import { basename, dirname, normalize } from 'node:path'
import fc from 'fast-check'
import { parseImagePath } from '../../../../src/actions/build-image/inputs/image-inputs.ts'
import { parseEnvironment } from '../../../../src/actions/build-image/inputs/inputs.ts'
import { isWithin } from '../../../../src/files/folders.ts'
import { acceptedOrRefused, holds, hostileText } from '../../../property.ts'

const folder = fc.array(fc.stringMatching(/^[A-Za-z0-9 _-]{1,6}$/), { maxLength: 3 })
const name = fc.stringMatching(/^[a-z0-9]{2,6}(?:[._-][a-z0-9]{1,4})?$/)
const tag = fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,9}$/))

holds(
  'an image path is a folder, the name in its last part, and a tag',
  [folder, name, tag, fc.constantFrom('', 'oci:', './', '/')],
  (parts, last, version, before) => {
    const path = [...parts, last].join('/')
    assert.deepEqual(parseImagePath(`${before}${path}${version === null ? '' : `:${version}`}`, '/ws'), {
      folder: normalize(before === '/' ? `/${path}` : `/ws/${path}`),
      name: last,
      tag: version ?? 'latest',
    })
  },
)

holds(
  'any other path is refused, or has a valid name and tag',
  [folder, hostileText, hostileText],
  async (parts, one, other) => {
    for (const text of [
      one,
      `oci:${one}`,
      [...parts, one].join('/'),
      `${one}/app:${other}`,
      `${one}app${other}`,
    ]) {
      const read = await acceptedOrRefused(() => parseImagePath(text, '/ws'))
      if (read === undefined) continue
      assert.match(read.name, /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/)
      assert.match(read.tag, /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/)
      assert.equal(basename(read.folder), read.name)
      assert.doesNotMatch(read.folder, /[:@]/)
      assert.ok(text.includes('..') || text.includes('/') || dirname(read.folder) === '/ws')
      if (!/^(?:oci:)?\/|\.\./.test(text)) assert.ok(isWithin(read.folder, '/ws'))
    }
  },
)

const step = { PATH: '/bin', OWN: 'x' }

holds(
  'names of variables are file names without a path, and values are unchanged',
  [fc.array(fc.tuple(hostileText, hostileText), { maxLength: 4 })],
  async (pairs) => {
    const text = pairs.map(([left, right]) => `${left}=${right}`).join('\n')
    const read = await acceptedOrRefused(() => parseEnvironment(text, step))
    for (const [variable, value] of read ?? []) {
      assert.match(variable, /^[A-Za-z_][A-Za-z0-9_.-]*$/)
      assert.ok(value === '' || text.includes(value))
      assert.doesNotMatch(value, /\n/)
    }
  },
)

holds(
  'a name alone takes a value of the step’s environment, and a refusal shows no value',
  [hostileText],
  async (line) => {
    const read = await acceptedOrRefused(() => parseEnvironment(line, step))
    for (const [variable, value] of read ?? []) {
      if (!line.includes('='))
        assert.deepEqual(
          Object.entries(step).find(([own]) => own === variable),
          [variable, value],
        )
    }
    assert.throws(
      () => parseEnvironment(`-${line.replace(/[\r\n]/g, '')}secret=s3cr3t`, step),
      (error) => {
        assert.doesNotMatch(String(error), /s3cr3t/)
        return true
      },
    )
  },
)
