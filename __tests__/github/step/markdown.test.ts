import assert from 'node:assert/strict'
import { test } from 'node:test'
import { code, linkTo, table, text, visible, yamlScalar } from '../../../src/github/step/markdown.ts'

const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'
const decode = (html: string): string =>
  html.replace(/&#(\d+);/g, (_, number: string) => String.fromCodePoint(Number(number)))

test('visible returns one line of visible characters', () => {
  assert.equal(visible('a\r\n\t b\u2028c', 20), 'a b c')
  assert.equal(visible('héllo 世界 🚀', 20), 'héllo 世界 🚀')
})

for (const [what, value] of Object.entries({
  'a bidi override': '\u202E',
  'a bidi isolate': '\u2067',
  'a zero-width space': '\u200B',
  'an escape character': '\u001B',
  'a NUL': '\0',
  'a soft hyphen': '\u00AD',
  'a tag character': '\u{E0041}',
  'a Hangul filler': '\u3164',
  'half a surrogate pair': '\uD83D',
  'a pile of accents': '\u0301'.repeat(50),
})) {
  test(`visible replaces ${what}`, () => {
    assert.equal(visible(`a${value}b`, 20), 'a\uFFFDb')
  })
}

test('visible shows that something is left out even if little remains', () => {
  assert.equal(visible(`a${' '.repeat(1_000_000)}b`, 10), 'a … b')
})

test('visible leaves out the middle of a long value, and never splits a character', () => {
  assert.equal(visible('0123456789', 10), '0123456789')
  assert.equal(visible('0123456789a', 10), '012345…89a')
  assert.equal(visible('🚀'.repeat(1_000_000), 10), `${'🚀'.repeat(6)}…${'🚀'.repeat(3)}`)
})

for (const [name, escaped] of Object.entries({ text, code })) {
  test(`${name} leaves no character that HTML or Markdown could read as markup`, () => {
    const bare = escaped(punctuation)
      .replace(/^<code>|<\/code>$/g, '')
      .replace(/&#\d+;/g, '')
    assert.doesNotMatch(bare, /[^ ,\-./:+=\u200B]/)
  })

  test(`${name} shows every character as it is`, () => {
    const shown = decode(escaped(punctuation).replace(/^<code>|<\/code>$/g, '')).replaceAll('\u200B', '')
    assert.equal(shown, punctuation)
  })
}

test('code does not encode names, references and digests', () => {
  assert.equal(code('docker.io/acme/run:1.2-a+b'), '<code>docker.io/acme/run:1.2-a+b</code>')
})

test('text contains nothing that GitHub turns into a link or an image', () => {
  const shown = decode(text('@octocat #12 GH-12 :tada: https://a.b www.a.b a@b.c', 200))
  assert.doesNotMatch(shown, /@\w|#\d|GH-|:\w+:|:\/\/|www\./)
})

test('linkTo creates links to https addresses only', () => {
  assert.equal(
    linkTo('https://a.example/b?c=1', 'x'),
    '<a href="https://a.example/b?c=1">x</a>'.replace('?', '&#63;'),
  )
  for (const address of [
    '',
    'http://a.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '//a.example',
    'https://user:secret@a.example',
    `https://a.example/${'x'.repeat(1000)}`,
    `https://a.example/${'"'.repeat(200)}`,
  ]) {
    assert.equal(linkTo(address, 'x'), 'x', address)
  }
})

test('an address cannot leave its attribute', () => {
  const [, href] =
    /^<a href="([^"<>]*)">x<\/a>$/.exec(linkTo(`https://a.example/"><img src=x>'\`|\u202E`, 'x')) ?? []
  assert.match(href ?? '', /^https:\/\/a\.example\/[^\s'`|]+$/)
})

test('a YAML scalar is plain if possible, and always exact', () => {
  assert.equal(yamlScalar('my-app:latest'), 'my-app:latest')
  assert.equal(yamlScalar('owner/repo/download@v1'), 'owner/repo/download@v1')
  for (const value of [
    'true',
    'No',
    '1e3',
    'e0',
    'E-12',
    'a: b',
    'a #b',
    '-',
    '*a',
    "it's",
    'a\nb: c',
    '"',
    'é\u202E🚀',
    '',
  ]) {
    const scalar = yamlScalar(value)
    assert.match(scalar, /^"[ -~]*"$/)
    assert.equal(JSON.parse(scalar), value)
  }
})

test('a YAML scalar contains no expression', () => {
  const opening = '\u0024{{'
  assert.equal(yamlScalar(`a${opening} github.token }}`), `"a${opening} '${opening}' }} github.token }}"`)
})

test('a table has no empty line, which would end the HTML block', () => {
  assert.equal(
    table(['a', 'b'], [['1', '2']], [1]),
    '<table>\n<tr><th>a</th><th align="right" nowrap>b</th></tr>\n<tr><td>1</td><td align="right" nowrap>2</td></tr>\n</table>',
  )
})
