import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Failure } from '../src/message/failure.ts'

const wished = process.env['FUZZ_RUNS']

// The inputs are the same each time, so that a change does not fail because of an older defect. A long run uses other inputs,
// and its failures show the seed.
const parameters = wished === undefined ? { numRuns: 100, seed: 20_261_125 } : { numRuns: Number(wished) }

/** A test of what holds for any values of some kinds: for 100 of them, or as many as FUZZ_RUNS says. */
export const holds = <Values extends [unknown, ...unknown[]]>(
  name: string,
  kinds: { [Position in keyof Values]: fc.Arbitrary<Values[Position]> },
  check: (...values: Values) => void | Promise<void>,
): void => {
  test(name, () =>
    fc.assert(
      fc.asyncProperty<Values>(...kinds, async (...values) => inTime(check(...values))),
      parameters,
    ),
  )
}

// With a time limit, an input that hangs is reported and reduced.
const mostSeconds = 10

const inTime = async (work: void | Promise<void>): Promise<void> => {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => late.reject(new Error(`It took more than ${mostSeconds} s.`)),
    mostSeconds * 1000,
  )
  try {
    await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** Characters with a meaning in a shell, a path, HTML, Markdown, YAML or a workflow command. */
const pieces = [
  ...[
    'a',
    'A',
    '0',
    'app',
    'x.y',
    '-',
    '_',
    '.',
    '..',
    '/',
    '//',
    '\\',
    ':',
    '::',
    '@',
    '#',
    '##[',
    ']',
    '[',
  ],
  ...[
    '<',
    '>',
    '&',
    '&lt;',
    '"',
    "'",
    '`',
    '|',
    '*',
    '(',
    ')',
    '!',
    '~',
    '%',
    '%0A',
    '%%{',
    '{{',
    '}}',
    '=',
    '?',
  ],
  ...[
    '\u0024{{',
    '$',
    ' ',
    '\t',
    '\n',
    '\r',
    '\r\n',
    '\n\n',
    '\0',
    '\u0085',
    '\u2028',
    '\u001b[31m',
    '\u009b',
  ],
  ...[
    '\u200b',
    '\u202e',
    '\u00ad',
    '\ufeff',
    '\ud800',
    '\udc00',
    '\u0301',
    'é',
    '世',
    '🚀',
    'www.',
    'GH-1',
    '#1',
  ],
  ...[
    'https://a.example',
    'javascript:',
    '@octocat',
    '<b>',
    '--',
    '---',
    '- ',
    '# ',
    '1. ',
    'sha256:',
    'oci:',
  ],
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'null',
    'true',
    'yes',
    '::error::x',
    'stop-commands',
  ],
]

/** Text that somebody may write who wants it to be taken for something else. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'binary-ascii', maxLength: 40 }),
)

/** Values in JSON that a document has no use for, and some that it has in another place. */
const hostileJson = [
  ...['null', 'true', '0', '-0', '-1', '1.5', '1e999', '1e-9', '9007199254740993', '18446744073709551615'],
  ...['""', '"x"', '"\\u0000"', '"\\ud800"', '"__proto__"', '"constructor"', '"linux"', '2', '"2"'],
  ...['[]', '[[]]', '{}', '[null]', '{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{}}}'],
  ...['{"length":1,"0":{}}', '{"toString":null}', `"sha256:${'0'.repeat(64)}"`, `"SHA256:${'0'.repeat(64)}"`],
  ...[
    `"sha512:${'0'.repeat(128)}"`,
    '"sha256:../../etc/passwd"',
    ...[450, 20_000].map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  ],
]

const placeholder = '\ufdd0'

const placesIn = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? [path, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))]
    : [path]

const replaced = (value: unknown, [key, ...rest]: readonly string[]): unknown => {
  if (key === undefined) return placeholder
  if (Array.isArray(value)) return value.map((item, at) => (String(at) === key ? replaced(item, rest) : item))
  const fields = new Map(typeof value === 'object' && value !== null ? Object.entries(value) : [])
  return Object.fromEntries(fields.set(key, replaced(fields.get(key), rest)))
}

/** The text of a document in which one value is another one, or that has one more, or is no document at all. */
export const spoiltJson = (document: unknown): fc.Arbitrary<string> => {
  const places = placesIn(document)
  const inserted = places.flatMap((path) => ['__proto__', 'constructor', 'x'].map((key) => [...path, key]))
  return fc
    .tuple(
      fc.constantFrom(...places, ...inserted),
      fc.oneof(fc.constantFrom(...hostileJson), fc.json({ maxDepth: 3 })),
    )
    .map(([place, json]) =>
      JSON.stringify(replaced(document, place)).replace(JSON.stringify(placeholder), () => json),
    )
}

/**
 * What a reader makes of an input; undefined if it refuses it, which may be with a Failure of one line only. Nothing that
 * it reads changes what all objects have.
 */
export const acceptedOrRefused = async <Result>(
  read: () => Result | Promise<Result>,
): Promise<Result | undefined> => {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    assert.doesNotMatch(error.message, /[\p{Cc}\u2028\u2029]/u)
    return undefined
  } finally {
    assert.ok(!('polluted' in {}), 'all objects were changed')
  }
}
