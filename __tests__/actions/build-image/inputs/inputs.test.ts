import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, type TestContext, test } from 'node:test'
import * as v from 'valibot'
import { parse } from 'yaml'
import {
  type Inputs,
  parseEnvironment,
  readInputs,
} from '../../../../src/actions/build-image/inputs/inputs.ts'
import { parsePlatform } from '../../../../src/image/platform.ts'
import { parseReference } from '../../../../src/image/reference.ts'
import { zipOf } from '../../../hostile/zip.ts'
import { temporaryFolder } from '../../../image/image.ts'
import { makeFifo } from '../../../layout/file-system.ts'
import { failureOf } from '../../../registry/registry-client.ts'

const ActionSchema = v.looseObject({
  inputs: v.record(v.string(), v.looseObject({ default: v.optional(v.string(), '') })),
})

const required = { 'image-path': 'out/my-app', builder: 'example/builder' }
let action: v.InferOutput<typeof ActionSchema>

before(async () => {
  action = v.parse(
    ActionSchema,
    parse(await readFile(new URL('../../../../action.yml', import.meta.url), 'utf8')),
  )
})

/** Reads the inputs like a runner, with the defaults of action.yml. */
const read = async (
  t: TestContext,
  given: Readonly<Record<string, string>> = {},
  environment: Readonly<Record<string, string>> = {},
  descriptor?: string,
  inBuilder = false,
): Promise<Inputs & { workspace: string }> => {
  const workspace = await temporaryFolder(t)
  await mkdir(join(workspace, 'app'))
  if (descriptor !== undefined) await writeFile(join(workspace, 'app', 'project.toml'), descriptor)
  await writeFile(join(workspace, 'file'), '')
  await symlink('app', join(workspace, 'link'))
  const get = (name: string): string => {
    const input = action.inputs[name]
    assert.ok(input, `action.yml has no input ${name}`)
    return { ...required, ...given }[name] ?? input.default
  }
  const warn = (): void => {}
  try {
    const context = { workspace, temporary: '/runner/temp', environment, warn, inBuilder }
    const inputs = await readInputs(get, context)
    return { ...inputs, workspace }
  } finally {
    assert.deepEqual((await readdir(workspace)).sort(), ['app', 'file', 'link'])
  }
}

test('the app can be an archive, and a project.toml in it is not read', async (t) => {
  const path = join(await temporaryFolder(t), 'app.war')
  await writeFile(path, zipOf([{ name: 'project.toml', content: Buffer.from('not TOML') }]))
  const inputs = await read(t, { path })
  assert.equal(inputs.path, path)
  assert.deepEqual(inputs.project.files, { include: undefined, exclude: [] })
})

test('a named pipe as the app is refused without waiting for a writer', async (t) => {
  const path = join(await temporaryFolder(t), 'app.zip')
  makeFifo(path)
  await assert.rejects(read(t, { path }), /which is neither a directory nor a \.jar, \.war or \.zip file/)
})

/** The values of inputs that a workflow does not set. */
const defaults = {
  sbom: undefined,
  insecureRegistries: new Set(),
  bindings: [],
  bindingFolders: [],
  network: undefined,
  defaultProcess: undefined,
  creationTime: undefined,
  executionEnvironment: 'production',
  labels: new Map(),
}

test('two inputs are required, the others have defaults', async (t) => {
  const { workspace, ...inputs } = await read(t)
  assert.deepEqual(inputs, {
    imagePath: { folder: join(workspace, 'out/my-app'), name: 'my-app', tag: 'latest' },
    builder: parseReference('docker.io/example/builder:latest'),
    path: workspace,
    project: {
      source: undefined,
      files: { include: undefined, exclude: [] },
      buildpacks: { buildpacks: [], pre: [], post: [] },
    },
    sparse: false,
    runImage: undefined,
    platform: undefined,
    pullPolicy: 'if-not-present',
    environment: new Map(),
    mediaTypes: 'oci',
    ...defaults,
    layoutRepo: '/runner/temp/layout-repo',
    cache: {
      runImageInActionsCache: true,
      buildCache: { folder: '/runner/temp/build-cache', inActionsCache: true },
      namedFolder: undefined,
      previousImage: undefined,
      clear: false,
    },
    reproduces: undefined,
    artifact: { name: 'my-app', retentionDays: undefined, overwrite: false, compressionLevel: 0 },
    summary: true,
  })
})

test('in the container of a builder, the inputs "builder" and "network" are refused', async (t) => {
  const { builder } = await read(t, { builder: '' }, {}, '[io.buildpacks]\nbuilder = "other"\n', true)
  assert.equal(builder, undefined)
  for (const [name, value] of Object.entries({ builder: 'example/other', network: 'host' })) {
    await assert.rejects(
      read(t, { builder: '', [name]: value }, {}, undefined, true),
      new RegExp(`The input "${name}" is "${value}", but this job runs in the container of a builder, so `),
    )
  }
})

test('each input is read', async (t) => {
  const { workspace, ...inputs } = await read(t, {
    path: 'link',
    exclude: '.git\n\n*.log \n',
    'pre-buildpacks': ' acme/first \n./second\n',
    'post-buildpacks': 'docker://example.com/last',
    sparse: 'true',
    'run-image': 'example/run',
    platform: 'linux/arm64',
    'pull-policy': 'never',
    env: 'A=1',
    'media-types': 'preserve',
    sbom: 'bills',
    'insecure-registries': 'registry.internal:5000\n\nlocalhost \n',
    network: 'ci',
    'default-process': 'worker',
    'creation-time': '1',
    'execution-environment': 'test',
    labels: 'a=b',
    'layout-repo': 'repo',
    cache: 'false',
    'build-cache': 'kept',
    'previous-image': 'example/my-app',
    'clear-cache': 'true',
    'artifact-name': 'My App',
    'retention-days': '7',
    overwrite: 'true',
    'compression-level': '6',
    summary: 'false',
  })
  assert.deepEqual(
    { ...inputs, builder: undefined, imagePath: undefined },
    {
      imagePath: undefined,
      builder: undefined,
      path: join(workspace, 'link'),
      project: {
        source: undefined,
        files: { include: undefined, exclude: ['.git', '*.log '] },
        buildpacks: {
          buildpacks: [],
          pre: [
            { buildpack: 'acme/first', folder: workspace, origin: 'the input "pre-buildpacks", line 1' },
            { buildpack: './second', folder: workspace, origin: 'the input "pre-buildpacks", line 2' },
          ],
          post: [
            {
              buildpack: 'docker://example.com/last',
              folder: workspace,
              origin: 'the input "post-buildpacks", line 1',
            },
          ],
        },
      },
      sparse: true,
      runImage: 'example/run',
      platform: parsePlatform('linux/arm64'),
      pullPolicy: 'never',
      environment: new Map([['A', '1']]),
      mediaTypes: 'preserve',
      sbom: join(workspace, 'bills'),
      insecureRegistries: new Set(['registry.internal:5000', 'localhost']),
      bindings: [],
      bindingFolders: [],
      network: 'ci',
      defaultProcess: 'worker',
      creationTime: 1,
      executionEnvironment: 'test',
      labels: new Map([['a', 'b']]),
      layoutRepo: join(workspace, 'repo'),
      cache: {
        runImageInActionsCache: false,
        buildCache: { folder: join(workspace, 'kept'), inActionsCache: false },
        namedFolder: join(workspace, 'kept'),
        previousImage: parseReference('example/my-app'),
        clear: true,
      },
      reproduces: undefined,
      artifact: { name: 'My App', retentionDays: 7, overwrite: true, compressionLevel: 6 },
      summary: false,
    },
  )
})

const descriptor = `[_]
schema-version = "0.2"
[io.buildpacks]
builder = "example/of-project"
[[io.buildpacks.build.env]]
name = "A"
value = "of the project"
[[io.buildpacks.build.env]]
name = "B"
value = "of the project"
`

test('inputs override the builder and the environment of the project', async (t) => {
  const inputs = await read(t, { builder: '', path: 'app', env: 'A=of the input' }, {}, descriptor)
  assert.deepEqual(inputs.builder, parseReference('example/of-project'))
  assert.deepEqual(
    [...inputs.environment],
    [
      ['A', 'of the input'],
      ['B', 'of the project'],
    ],
  )
  const { builder } = await read(t, { path: 'app' }, {}, descriptor)
  assert.deepEqual(builder, parseReference('example/builder'))
})

test('an invalid builder in project.toml is refused with the path of the file', async (t) => {
  const wrong = descriptor.replace('example/of-project', 'Of Project')
  assert.match(
    await failureOf(read(t, { builder: '', path: 'app' }, {}, wrong)),
    /^Invalid builder image in \/\S+\/project\.toml: "Of Project" is not an image reference/,
  )
})

test('the inputs of the artifact are not checked without an upload', async (t) => {
  assert.equal((await read(t, { upload: 'false', 'artifact-name': '?' })).artifact, undefined)
})

const refused: readonly [string, string, RegExp][] = [
  ['descriptor', 'gone.toml', /is .*\/gone\.toml, which cannot be read\. An example: descriptor: /],
  [
    'image-path',
    '',
    /is empty\. Use a directory for the layout; .* An example: image-path: out\/my-app:1\.2$/,
  ],
  ['builder', '', /is empty, and no project\.toml names a builder\. An example: builder: paketobuildpacks\//],
  [
    'builder',
    'My-Builder',
    /is wrong: "My-Builder" is not an image reference: .* An example: builder: paketobuildpacks\//,
  ],
  [
    'run-image',
    'a b',
    /is wrong: "a b" is not an image reference: .* An example: run-image: paketobuildpacks\//,
  ],
  ['path', 'missing', /is .*\/missing, which does not exist\. An example: path: \.$/],
  [
    'path',
    'file',
    /is .*\/file, which is neither a directory nor a \.jar, \.war or \.zip file\. An example: path: \.$/,
  ],
  ['experimental', 'false', /is false, but .* experimental feature .* An example: experimental: true$/],
  ['experimental', 'maybe', /is "maybe"\. Use true or false\. An example: experimental: true$/],
  ['sparse', 'yes', /is "yes"\. Use true or false\. An example: sparse: true$/],
  ['media-types', 'docker', /is "docker"\. Use oci or preserve\. An example: media-types: oci$/],
  [
    'pull-policy',
    'Always',
    /Use if-not-present, always, or never\. An example: pull-policy: if-not-present$/,
  ],
  ['platform', 'arm64', /is wrong: "arm64" is not a platform: .*\. An example: platform: linux\/arm64$/],
  [
    'env',
    'A=1\n=2',
    /is wrong in line 2: it does not begin with the name .*\. An example: env: BP_JVM_VERSION=21$/,
  ],
  [
    'sbom',
    'true',
    /is "true"\. Use the path of a directory\. Leave it empty for none.* An example: sbom: sbom$/,
  ],
  ['sbom', '.', /is "\.", which is the workspace or contains it/],
  [
    'build-cache',
    'true',
    /is "true"\. Use the path of a directory.* An example: build-cache: \/var\/cache\/buildpacks$/,
  ],
  ['bindings', 'true', /is "true"\. Use the path of a directory.* An example: bindings: \.\.\/bindings$/],
  ['platform', 'linux/x86_64', /images use other names than "x86_64"\. Did you mean linux\/amd64\?/],
  ['retention-days', '401', /is "401"\. Use a whole number from 1 to 400\. An example: retention-days: 1$/],
  ['compression-level', '10', /Use a whole number from 0 to 9\. An example: compression-level: 0$/],
]

for (const [name, text, message] of refused) {
  test(`${name}: "${text.replaceAll('\n', '⏎')}" is refused, and nothing is created`, async (t) => {
    const failure = await failureOf(read(t, { [name]: text }))
    assert.match(failure, new RegExp(`^The input [""]${name}[""] `))
    assert.match(failure, message)
  })
}

test('values in the environment keep their white space', () => {
  const text = 'A=1\r\n\n  \nEMPTY=\nEQUALS=a=b=\nSPACES=  a b \n B_2.x-y = 2\nOWN\nA=last'
  assert.deepEqual(
    [...parseEnvironment(text, { OWN: 'from the step', OTHER: 'not passed' })],
    [
      ['A', 'last'],
      ['EMPTY', ''],
      ['EQUALS', 'a=b='],
      ['SPACES', '  a b '],
      ['B_2.x-y', ' 2'],
      ['OWN', 'from the step'],
    ],
  )
})

test('comments in the environment are skipped', () => {
  assert.deepEqual(
    [...parseEnvironment('# JVM\nA=1\n  # B=2\nC=#3', {})],
    [
      ['A', '1'],
      ['C', '#3'],
    ],
  )
})

const key = '-----BEGIN PRIVATE KEY-----\nMIIEvSecret\nSecretAbc==\n-----END PRIVATE KEY-----'

for (const [what, text, line, reason] of [
  ['an empty name', '=secret', 2, 'it does not begin with the name of a variable'],
  ['a digit at its start', '1A=secret', 2, 'it does not begin with the name'],
  ['a blank in its name', 'A B=secret', 2, 'it does not begin with the name'],
  ['a path for a name', '../A=secret', 2, 'it does not begin with the name'],
  ['a letter that is none of ASCII', 'ä=secret', 2, 'it does not begin with the name'],
  ['an item of a list', '- secret', 2, 'it does not begin with the name'],
  ['export', 'export A=secret', 2, 'it begins with "export"'],
  [
    'a variable that the step does not have',
    'SECRET',
    2,
    'it has no "=", and the step\'s environment has no variable',
  ],
  [
    'a property of every object',
    'constructor',
    2,
    'it has no "=", and the step\'s environment has no variable',
  ],
  ['a key', `KEY=${key}`, 3, 'it has no "=", and the step\'s environment has no variable'],
  ['a key after a comment', `# secret\n\n${key}`, 4, 'it does not begin with the name'],
] as const) {
  test(`an environment line with ${what} is refused by its number, and no part of it is shown`, () => {
    assert.throws(
      () => parseEnvironment(`A=1\n${text}`, process.env),
      (error) => {
        assert.ok(error instanceof Error)
        assert.ok(
          error.message.startsWith(`The input "env" is wrong in line ${line}: ${reason}`),
          error.message,
        )
        assert.doesNotMatch(error.message, /secret|SECRET|Secret|MII|BEGIN|constructor/)
        return true
      },
    )
  })
}

test('the message for a refused line says how to pass a value with several lines', () => {
  assert.throws(
    () => parseEnvironment(`KEY=${key}`, {}),
    /put the variable in the "env:" of the step and only its name here\. An example: env: BP_JVM_VERSION=21$/,
  )
  assert.deepEqual([...parseEnvironment('KEY', { KEY: key })], [['KEY', key]])
  assert.deepEqual([...parseEnvironment('EMPTY', { EMPTY: '' })], [['EMPTY', '']])
})

test('the files of bindings are read with the inputs', async (t) => {
  const folder = await temporaryFolder(t)
  await mkdir(join(folder, 'db'))
  await writeFile(join(folder, 'db', 'type'), 'postgresql')
  const { bindings, bindingFolders } = await read(t, { path: 'app', bindings: ` ${folder} \n` })
  assert.deepEqual(bindingFolders, [folder])
  assert.deepEqual(
    bindings.map(({ name, files }) => [name, files.map(({ name }) => name)]),
    [['db', ['type']]],
  )
})

test('bindings that contain the app are refused', async (t) => {
  assert.match(
    await failureOf(read(t, { path: 'app', bindings: '.' })),
    /^The input "bindings" is wrong in line 1, "\.": this is the directory of the app or contains it/,
  )
  assert.match(await failureOf(read(t, { path: 'app', bindings: '# own\napp' })), /in line 2, "app": this is/)
})

test('bindings that do not exist are refused with the path', async (t) => {
  assert.match(
    await failureOf(read(t, { path: 'app', bindings: '\nnone' })),
    /^The input "bindings" is wrong in line 2, "none": \/\S+\/none does not exist\. Check the path, and that an earlier step/,
  )
})

for (const [name, text, message] of [
  ['sbom', 'out/my-app', /"sbom" is "out\/my-app", which is in the layout or contains it/],
  ['sbom', 'out/my-app/sbom', /is in the layout or contains it/],
  ['sbom', 'out', /is in the layout or contains it/],
  ['network', '--privileged', /"network" is "--privileged"\. Use the name of a network/],
  ['network', 'container:redis', /"network" is "container:redis"\. In the network of another container/],
  [
    'insecure-registries',
    'https://x',
    /in line 1, "https:\/\/x": it is not a registry\. Write host or host:port/,
  ],
  [
    'insecure-registries',
    'registry.internal/team',
    /in line 1, "registry\.internal\/team": it is not a registry/,
  ],
  ['insecure-registries', 'x\n\na b', /in line 3, "a b": it is not a registry/],
] as const) {
  test(`${name}: "${text}" is refused`, async (t) => {
    assert.match(await failureOf(read(t, { [name]: text })), message)
  })
}

test('a registry can be a single word, as in Docker’s settings', async (t) => {
  const { insecureRegistries } = await read(t, { 'insecure-registries': '# ours\nregistry\n10.0.0.7:5000' })
  assert.deepEqual([...insecureRegistries], ['registry', '10.0.0.7:5000'])
})
