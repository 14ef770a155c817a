import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { root } from '../../lab/tools/folder.ts'
import { pageOf } from './pages.ts'

const signature = Buffer.from('89504e470d0a1a0a', 'hex')

/** The size of a PNG in pixels, which its first chunk says. https://www.w3.org/TR/png-3/#11IHDR */
const sizeOfPng = (bytes: Buffer) => {
  assert.deepEqual(bytes.subarray(0, 8), signature)
  assert.equal(bytes.toString('latin1', 12, 16), 'IHDR')
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
}

suite('the README', () => {
  const { text } = pageOf('README.md')

  test('is short, except for the folded list of inputs', () => {
    const lines = text.replace(/<!-- begin inputs -->.*<!-- end inputs -->/s, '').split('\n')
    assert.ok(lines.length <= 140, `${lines.length} lines`)
  })

  test('contains the commands for developers', () => {
    for (const command of ['npm ci && npm run demo', 'npm ci && npm test']) {
      assert.ok(text.includes(`\n${command}\n`), command)
    }
  })

  test('shows small pictures of the job summary in light and dark', async () => {
    const sizes = []
    for (const look of ['light', 'dark']) {
      const file = `docs/images/summary-${look}.png`
      assert.ok(text.includes(`"${file}"`), file)
      const bytes = await readFile(join(root, file))
      assert.ok(bytes.length > 20_000 && bytes.length < 250_000, `${file} has ${bytes.length} bytes`)
      sizes.push(sizeOfPng(bytes))
    }
    const [light, dark] = sizes
    assert.deepEqual(light, dark)
    assert.ok(light !== undefined && light.width >= 1200 && light.height > light.width)
    assert.match(
      text,
      /<source media="\(prefers-color-scheme: dark\)" srcset="docs\/images\/summary-dark\.png">/,
    )
  })
})

test('the list of workflows is complete', async () => {
  const { text } = pageOf('docs/README.md')
  const files = await Array.fromAsync(glob('examples/workflows/*.yml', { cwd: root }))
  assert.ok(files.length > 10)
  for (const file of files) assert.ok(text.includes(`](../${file})`), file)
})
