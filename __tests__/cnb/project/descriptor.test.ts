import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type ProjectDescriptor,
  parseDescriptor,
  projectMetadataToml,
  withoutCredentials,
} from '../../../src/cnb/project/descriptor.ts'
import { failureOf } from '../../registry/registry-client.ts'

const warnings: string[] = []

const read = (text: string, executionEnvironment = 'production'): ProjectDescriptor => {
  warnings.length = 0
  return parseDescriptor(text, {
    name: '/app/project.toml',
    executionEnvironment,
    warn: (message) => warnings.push(message),
  })
}

const refusal = (text: string): Promise<string> => failureOf(Promise.resolve().then(() => read(text)))

const header = (version: string): string => `[_]\nschema-version = "${version}"\n`

// pack 0.40.5 built an app with this descriptor, and the digest was the same.
const ofPack02 = `${header('0.2')}
[io.buildpacks]
builder = "example.com/builder:1"
exclude = [".git", "*.log"]
[[io.buildpacks.build.env]]
name = "BP_MODE"
value = "fast"
[[io.buildpacks.group]]
uri = "../buildpacks/one"
[[io.buildpacks.group]]
id = "acme/two"
version = "1.2.3"
[[io.buildpacks.group]]
id = "acme/script"
[io.buildpacks.group.script]
api = "0.10"
inline = "echo hello"
[[io.buildpacks.pre.group]]
id = "acme/first"
[[io.buildpacks.post.group]]
uri = "docker://example.com/last"
`

test('a descriptor of schema 0.2 contains builder, files, environment and buildpacks', () => {
  const { environment, ...rest } = read(ofPack02)
  assert.deepEqual(warnings, [])
  assert.deepEqual([...environment], [['BP_MODE', 'fast']])
  assert.deepEqual(rest, {
    builder: 'example.com/builder:1',
    include: undefined,
    exclude: ['.git', '*.log'],
    group: [
      '../buildpacks/one',
      'urn:cnb:builder:acme/two@1.2.3',
      { id: 'acme/script', version: '0.0.0', api: '0.10', shell: '/bin/sh', script: 'echo hello' },
    ],
    pre: ['urn:cnb:builder:acme/first'],
    post: ['docker://example.com/last'],
    source: undefined,
  })
})

test('a descriptor of schema 0.1 contains the same in other tables, and a source', () => {
  const { environment, ...rest } = read(`
[project]
version = "1.2"
source-url = "https://example.com/app"
[build]
builder = "example.com/builder"
include = ["src/"]
[[build.buildpacks]]
id = "acme/one"
[build.buildpacks.script]
api = "0.9"
inline = "true"
shell = "/bin/bash"
[[build.env]]
name = "A"
value = "1"
[[build.pre.group]]
uri = "./first"
[[build.post.group]]
id = "acme/last"
`)
  assert.match(warnings.join('\n'), /^\/app\/project\.toml has no schema version, so it is read as 0\.1\./)
  assert.deepEqual([...environment], [['A', '1']])
  assert.deepEqual(rest, {
    builder: 'example.com/builder',
    include: ['src/'],
    exclude: undefined,
    group: [{ id: 'acme/one', version: '0.0.0', api: '0.9', shell: '/bin/bash', script: 'true' }],
    pre: ['./first'],
    post: ['urn:cnb:builder:acme/last'],
    source: { version: '1.2', url: 'https://example.com/app' },
  })
})

test('the environment of schema 0.2 can be in its former table, and the newer table wins', () => {
  const old = '[[io.buildpacks.env.build]]\nname = "A"\nvalue = "old"\n'
  assert.equal(read(header('0.2') + old).environment.get('A'), 'old')
  const both = `${old}[[io.buildpacks.build.env]]\nname = "A"\nvalue = "new"\n`
  assert.equal(read(header('0.2') + both).environment.get('A'), 'new')
  assert.deepEqual(warnings, [])
})

test('in schema 0.3, entries for other execution environments are dropped', () => {
  const text = `${header('0.3')}
[[io.buildpacks.group]]
id = "always"
[[io.buildpacks.group]]
id = "everywhere"
exec-env = ["*"]
[[io.buildpacks.group]]
id = "tests"
exec-env = ["test"]
[[io.buildpacks.build.env]]
name = "TESTS"
value = "1"
exec-env = ["test", "other"]
`
  const always = ['urn:cnb:builder:always', 'urn:cnb:builder:everywhere']
  assert.deepEqual(read(text).group, always)
  assert.equal(read(text).environment.size, 0)
  assert.deepEqual(read(text, 'test').group, [...always, 'urn:cnb:builder:tests'])
  assert.equal(read(text, 'test').environment.get('TESTS'), '1')
})

test('a warning lists each unknown key once, except keys of other tools', () => {
  read(`${header('0.2')}
[_.metadata]
anything = true
[com.example]
theirs = 1
[build]
include = ["of schema 0.1"]
[io.buildpacks]
bulider = "x"
[[io.buildpacks.group]]
id = "a"
optional = true
exec-env = ["test"]
[[io.buildpacks.group]]
id = "b"
optional = true
`)
  assert.deepEqual(warnings, [
    '/app/project.toml has keys that schema 0.2 does not have: build, io.buildpacks.bulider, ' +
      'io.buildpacks.group.optional, io.buildpacks.group.exec-env. They are ignored. Check their spelling and ' +
      'the schema-version.',
  ])
  read(
    `${header('0.1')}[io.buildpacks]\nbuilder = "x"\n[metadata]\nfree = 1\n[project]\nname = "n"\nwhat = 1`,
  )
  assert.match(warnings.join('\n'), /schema 0\.1 does not have: io\.buildpacks, project\.what\./)
})

test('a descriptor that is not TOML is refused with the line and the column', async () => {
  assert.match(
    await refusal('[_]\nschema-version = "0.2"\nbuilder = \n'),
    /^\/app\/project\.toml is not TOML: line 3, column \d+: .+\. Correct that line\.$/,
  )
  const latin1 = Buffer.from('# Grüße', 'latin1')
  const options = { name: 'project.toml', executionEnvironment: 'production', warn: () => {} }
  assert.throws(() => parseDescriptor(latin1, options), /project\.toml is not TOML: it is not valid UTF-8/)
})

test('a value of the wrong type is refused by its key', async () => {
  assert.match(
    await refusal(`${header('0.2')}[io.buildpacks]\nexclude = ".git"`),
    /file \/app\/project\.toml is malformed at "io\.buildpacks\.exclude"/,
  )
})

const rules: readonly (readonly [text: string, message: RegExp])[] = [
  [header('0.4'), /has the unsupported schema version "0\.4"\. Use 0\.1, 0\.2 or 0\.3/],
  [`${header('0.2')}[io.buildpacks]\ninclude = ["a"]\nexclude = []`, /has both "include" and "exclude"/],
  [`${header('0.2')}[[io.buildpacks.group]]\nversion = "1"`, /a buildpack without "id" and without "uri"/],
  [
    `${header('0.2')}[[io.buildpacks.pre.group]]\nuri = "./a"\nversion = "1"`,
    /a buildpack with "uri" and "version", \.\/a/,
  ],
  [
    `${header('0.2')}[[io.buildpacks.group]]\nid = "a"\nscript = { inline = "true" }`,
    /a script for the buildpack a without "api"/,
  ],
  [
    `${header('0.2')}[[io.buildpacks.build.env]]\nname = "../A"\nvalue = ""`,
    /a build-time variable with an invalid name, "\.\.\/A"/,
  ],
]

for (const [text, message] of rules) {
  test(`a descriptor is refused: ${message.source}`, async () => {
    assert.match(await refusal(text), message)
  })
}

test('a warning lists at most ten unknown keys', () => {
  read(`${header('0.2')}[io.buildpacks]\n${Array.from({ length: 13 }, (_, nth) => `k${nth} = 1\n`).join('')}`)
  assert.match(warnings.join('\n'), /io\.buildpacks\.k0, .*io\.buildpacks\.k9 and 3 more\. They are ignored/)
})

for (const [version, table] of [
  ['0.1', 'build.env'],
  ['0.1', 'build.buildpacks'],
  ['0.1', 'build.pre.group'],
  ['0.2', 'io.buildpacks.build.env'],
  ['0.2', 'io.buildpacks.env.build'],
  ['0.2', 'io.buildpacks.group'],
  ['0.2', 'io.buildpacks.post.group'],
  ['0.3', 'io.buildpacks.build.env'],
  ['0.3', 'io.buildpacks.pre.group'],
] as const) {
  test(`in schema ${version}, one table [${table}] is refused with the right spelling`, async () => {
    assert.equal(
      await refusal(`${header(version)}[${table}]\nname = "A"\nvalue = "b"\n`),
      `The file /app/project.toml is malformed at "${table}": is one table; write [[${table}]].`,
    )
  })
}

for (const [version, table] of [
  ['0.1', 'build.env'],
  ['0.2', 'io.buildpacks.build.env'],
  ['0.3', 'io.buildpacks.build.env'],
] as const) {
  test(`in schema ${version}, a variable without a value is empty`, () => {
    assert.deepEqual([...read(`${header(version)}[[${table}]]\nname = "A"\n`).environment], [['A', '']])
  })
}

test('a table of another tool can contain any TOML, for example integers that are too large for a number', () => {
  const { environment } = read(
    `${ofPack02}\n[other.tool]\nlimit = 9223372036854775807\nratio = nan\nday = 2026-01-01\n`,
  )
  assert.deepEqual([...environment], [['BP_MODE', 'fast']])
  assert.deepEqual(warnings, [])
})

test('the declared source is written as pack writes it', () => {
  assert.equal(
    projectMetadataToml({ version: '1.2', url: 'https://example.com/app' }),
    '[source]\ntype = "project"\n\n[source.version]\ndeclared = "1.2"\n\n[source.metadata]\nurl = "https://example.com/app"\n',
  )
})

const addresses = [
  ['https://example.com/app', 'https://example.com/app'],
  ['https://example.com', 'https://example.com'],
  ['https://me:token@example.com/app?at=1@2', 'https://example.com/app'],
  ['https://token@example.com', 'https://example.com/'],
  ['https://me:pass@word@example.com/', 'https://example.com/'],
  ['HTTPS://me@example.com/', 'https://example.com/'],
  [' https://me:token@example.com/app', 'https://example.com/app'],
  ['https:/me:token@example.com/app', 'https://example.com/app'],
  ['https://me:\ntoken@example.com/app', 'https://example.com/app'],
  ['https://example.com/app?private_token=1', 'https://example.com/app'],
  ['https://example.com/app#access_token=1', 'https://example.com/app'],
  ['git+ssh://git@example.com/app.git', 'git+ssh://example.com/app.git'],
  ['https://example.com/@scope/app', 'https://example.com/@scope/app'],
  ['git@example.com:me/app.git', ''],
  ['//me:token@example.com', ''],
  ['https://me:to/ken@example.com', ''],
  ['me:token@example.com/app', ''],
  ['', ''],
] as const

for (const [url, expected] of addresses) {
  test(`${JSON.stringify(url)} is recorded in the image as "${expected}"`, () => {
    assert.equal(withoutCredentials(url), expected)
  })
}
