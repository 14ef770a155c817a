import assert from 'node:assert/strict'
import fc from 'fast-check'
import { parse, stringify } from 'smol-toml'
import {
  parseDescriptor,
  projectMetadataToml,
  withoutCredentials,
} from '../../../src/cnb/project/descriptor.ts'
import { fileFilter } from '../../../src/cnb/project/file-filter.ts'
import { acceptedOrRefused, holds, hostileText, spoiltJson } from '../../property.ts'

const documents = [
  {
    project: { version: '1', 'source-url': 'https://a.example' },
    build: {
      exclude: ['*.md'],
      builder: 'acme/builder',
      buildpacks: [{ id: 'a', version: '1' }],
      env: [{ name: 'A', value: 'b' }],
    },
  },
  {
    _: { 'schema-version': '0.2' },
    io: {
      buildpacks: {
        include: ['src'],
        group: [{ uri: 'x' }],
        build: { env: [{ name: 'A', value: 'b' }] },
        pre: { group: [] },
      },
    },
  },
  {
    _: { 'schema-version': '0.3', metadata: { any: 1 } },
    io: {
      buildpacks: {
        group: [{ id: 'a', script: { api: '0.10', inline: 'true' }, 'exec-env': ['test'] }],
        build: { env: [{ name: 'A', value: 'b', 'exec-env': ['*'] }] },
      },
    },
  },
]

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** TOML has no null. */
const withoutNull = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNull)
  if (!isTable(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[key, withoutNull(inner)]])),
  )
}

const tomlOf = (json: string): string => {
  try {
    const value = withoutNull(JSON.parse(json))
    return isTable(value) ? stringify(value) : json
  } catch {
    // Of what TOML does not have, say.
    return json
  }
}

const read = async (text: string): Promise<void> => {
  const warnings: string[] = []
  const found = await acceptedOrRefused(() =>
    parseDescriptor(text, {
      name: '/app/project.toml',
      executionEnvironment: 'production',
      warn: (line) => warnings.push(line),
    }),
  )
  for (const warning of warnings) assert.doesNotMatch(warning, /[\p{Cc}\u2028\u2029]/u)
  if (found === undefined) return
  assert.ok(found.include === undefined || found.exclude === undefined)
  for (const [name, value] of found.environment) {
    assert.match(name, /^[A-Za-z_][A-Za-z0-9_.-]*$/)
    assert.equal(typeof value, 'string')
  }
  for (const one of [...found.group, ...found.pre, ...found.post]) {
    assert.ok(typeof one === 'string' ? one !== '' : one.id !== '' && one.api !== '' && one.script !== '')
  }
}

holds(
  'a damaged project descriptor is valid or is refused in one line',
  [fc.oneof(...documents.map(spoiltJson))],
  async (text) => {
    await read(tomlOf(text))
  },
)

const words = fc.array(
  fc.oneof(
    fc.constantFrom(
      '[',
      ']',
      '[[',
      ']]',
      '{',
      '}',
      '=',
      '.',
      ',',
      '"',
      "'",
      '"""',
      '\n',
      '#',
      '_',
      'io.buildpacks',
      'build',
      'env',
      '1979-05-27',
      '0x',
      'inf',
      '__proto__',
      '\\u',
    ),
    hostileText,
  ),
  { maxLength: 15 },
)

holds('any other text is a valid descriptor or is refused in one line', [words], async (parts) => {
  await read(parts.join(''))
  await read(parts.join('').repeat(60))
})

holds(
  'a URL in a label has no user name, no password, no query and no fragment',
  [
    fc.tuple(hostileText, hostileText, hostileText),
    fc.constantFrom('https://', 'http://', 'git://', 'ssh:', 'ssh://', '//', 'git@', ''),
  ],
  ([user, password, rest], scheme) => {
    const secret = 's3cr3t'
    for (const text of [
      `${scheme}${user}${secret}:${password}@a.example/${rest}`,
      `${scheme}${user}:${secret}@a.example/x`,
      `${scheme}a.example/x?${user}=${secret}#${rest}`,
      `${scheme}a.example/x#${rest}${secret}`,
    ]) {
      const clean = withoutCredentials(text)
      const url = URL.parse(clean)
      if (clean !== '')
        assert.deepEqual([url?.username, url?.password, url?.search, url?.hash], ['', '', '', ''])
      assert.equal(withoutCredentials(clean), clean)
      // What an odd address has in its other parts is no secret to anybody who reads addresses.
      if (clean.includes(secret)) {
        assert.ok(
          [url?.protocol, url?.host, url?.pathname].some((part) => part?.includes(secret)),
          clean,
        )
      }
      const written = parse(projectMetadataToml({ version: rest, url: text }))
      assert.deepEqual(JSON.parse(JSON.stringify(written)), {
        source: {
          type: 'project',
          version: { declared: rest.toWellFormed() },
          metadata: { url: clean.toWellFormed() },
        },
      })
    }
  },
)

const pattern = fc.oneof(
  fc.stringMatching(/^[a-c*?/!.[\]-]{1,8}$/),
  fc.constantFrom('**', '/**', '**/', '!', '!!', '[', '[!', '[]', '\\', '\\ ', '#', '{a,b}', '(?:', '.*'),
  hostileText,
)
const path = fc
  .array(fc.stringMatching(/^[a-c.]{1,3}$/), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('/'))
const paths = fc.oneof(
  { weight: 3, arbitrary: path },
  hostileText.filter((text) => text !== '' && !/^\/|\/$/.test(text)),
)

holds(
  'any texts are patterns, and an excluded folder is excluded with its content',
  [fc.array(pattern, { maxLength: 6 }), fc.array(paths, { maxLength: 6 })],
  (patterns, names) => {
    const filter = fileFilter({ include: undefined, exclude: patterns })
    const only = fileFilter({ include: patterns, exclude: [] })
    for (const name of names) {
      if (filter.excludes(name, true)) assert.ok(filter.excludes(`${name}/x`, false), name)
      assert.equal(filter.includes(name, false), true)
      if (patterns.length > 0) assert.equal(only.includes(name, false), filter.excludes(name, false))
    }
  },
)

holds('a pattern without wildcards excludes its path and no other', [path], (name) => {
  const filter = fileFilter({ include: undefined, exclude: [`/${name.replace(/[.]/g, '\\.')}`] })
  if (/(?:^|\/)\.{1,2}(?:\/|$)/.test(name)) return
  assert.ok(filter.excludes(name, false))
  assert.ok(!filter.excludes(`${name}x`, false))
  assert.ok(!filter.excludes(`y/${name}`, false))
})
