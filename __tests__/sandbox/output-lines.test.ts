import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { lastLines, mergeLines } from '../../src/sandbox/output-lines.ts'
import type { OutputStream } from '../../src/sandbox/sandbox.ts'

const merged = (...chunks: readonly (readonly [OutputStream, string | Uint8Array])[]): readonly string[] => {
  const texts: string[] = []
  const merger = mergeLines((text) => texts.push(text))
  for (const [stream, chunk] of chunks) merger.push(stream, Buffer.from(chunk))
  merger.end()
  return texts
}

describe('two streams are merged', () => {
  test('line by line, so that lines of the two streams do not mix', () => {
    assert.deepEqual(
      merged(['stdout', 'one, '], ['stderr', 'a warn'], ['stdout', 'two\nthree\n'], ['stderr', 'ing\n']),
      ['one, two\n', 'three\n', 'a warning\n'],
    )
  })

  test('a last line without a line end gets one', () => {
    assert.deepEqual(merged(['stdout', 'a\nb']).join(''), 'a\nb\n')
    assert.deepEqual(merged(['stdout', 'b'], ['stderr', 'e']).join(''), 'b\ne\n')
    assert.deepEqual(merged(['stdout', 'a\n']).join(''), 'a\n')
  })

  test('a character that is split between two chunks stays whole', () => {
    const bytes = Buffer.from('ü\n')
    assert.deepEqual(merged(['stdout', bytes.subarray(0, 1)], ['stdout', bytes.subarray(1)]), ['ü\n'])
  })

  test('carriage returns, blank lines and colours are passed on as they are', () => {
    const text = '\u001b[31mred\u001b[0m\r\n\n10%\r20%\r\n'
    assert.equal(merged(['stdout', text]).join(''), text)
  })

  test('a very long line is passed on in pieces', () => {
    const texts: string[] = []
    const merger = mergeLines((text) => texts.push(text))
    const chunk = Buffer.alloc(16 * 1024, 'x')
    for (let nth = 0; nth < 64; nth += 1) merger.push('stdout', chunk)
    const passed = texts.reduce((sum, { length }) => sum + length, 0)
    assert.ok(passed >= 64 * chunk.length - 64 * 1024, `${passed} of ${64 * chunk.length} were passed on`)
    assert.ok(texts.every((text) => !text.includes('\n')))
  })

  test('a piece of a line ends at a space, quote or comma if it has one, so that secrets stay whole', () => {
    const secret = 'ghp_0123456789abcdefghijklmnopqrstuvwxyz'
    const start = `${'word '.repeat(13_100)}${secret.slice(0, 36)}`
    assert.deepEqual(merged(['stdout', start], ['stderr', 'e\n'], ['stdout', `${secret.slice(36)}\n`]), [
      'word '.repeat(13_100),
      '\n',
      'e\n',
      `${secret}\n`,
    ])
  })

  test('a piece of one stream ends before a line of the other stream starts', () => {
    const long = 'x'.repeat(70_000)
    assert.deepEqual(merged(['stdout', long], ['stderr', 'e\n'], ['stdout', 'y\n']), [
      long,
      '\n',
      'e\n',
      'y\n',
    ])
  })
})

describe('the last lines', () => {
  const kept = (...texts: readonly string[]): readonly string[] => {
    const tail = lastLines()
    for (const text of texts) tail.push(text)
    return tail.lines()
  }

  test('are twenty', () => {
    const lines = kept(...Array.from({ length: 50 }, (_, nth) => `line ${nth}\n`))
    assert.equal(lines.length, 20)
    assert.deepEqual([lines[0], lines[19]], ['line 30', 'line 49'])
  })

  test('have no control sequences, no blank lines and no overwritten text', () => {
    assert.deepEqual(kept('\u001b[31;1mERROR: \u001b[0mbad\u0007\n', '\n', '10%\r100%\n', 'a\tb\r\n'), [
      'ERROR: bad',
      '100%',
      'a  b',
    ])
  })

  test('are shortened if they are long, at a space, quote or comma', () => {
    const words = 'word '.repeat(99)
    assert.deepEqual(kept(`${words}${'x'.repeat(100_000)}`), [`${words.trimEnd()}…`])
    assert.deepEqual(kept('x'.repeat(100_000)), ['…'])
  })

  const secret = 'ghp_0123456789abcdefghijklmnopqrstuvwxyz'
  const withSecretAt = (position: number): string =>
    `{"log":"${'x '.repeat(position / 2)}","token":"${secret}"}`

  test('have no part of a secret, which the runner would not mask', () => {
    for (let position = 420; position < 520; position += 2) {
      for (const line of kept(
        `${withSecretAt(position)}\n`,
        `${'-'.repeat(position + 4_500)}\r${secret}\n`,
      )) {
        assert.doesNotMatch(line.replace(secret, ''), /gh/, `at ${position}`)
      }
    }
  })

  test('have only the start of a line that comes in pieces', () => {
    assert.deepEqual(kept('start ', secret.slice(0, 10), `${secret.slice(10)}\n`, 'next\n'), [
      'start',
      'next',
    ])
  })
})
