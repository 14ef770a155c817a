import assert from 'node:assert/strict'
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { readProject } from '../../../../src/actions/build-image/inputs/project-inputs.ts'
import { temporaryFolder } from '../../../image/image.ts'
import { failureOf } from '../../../registry/registry-client.ts'

const descriptor = `[_]
schema-version = "0.2"
[io.buildpacks]
builder = "example.com/of-project"
exclude = [".git"]
[[io.buildpacks.build.env]]
name = "A"
value = "project"
[[io.buildpacks.group]]
uri = "own"
[[io.buildpacks.pre.group]]
uri = "pre"
[[io.buildpacks.post.group]]
id = "acme/post"
`

const warnings: string[] = []

const read = async (
  t: TestContext,
  files: Readonly<Record<string, string>>,
  inputs: Readonly<Record<string, string>> = {},
) => {
  const workspace = await temporaryFolder(t)
  const app = join(workspace, 'app')
  await mkdir(app)
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(workspace, name)), { recursive: true })
    await writeFile(join(workspace, name), text)
  }
  warnings.length = 0
  const warn = (message: string): unknown => warnings.push(message)
  const context = { workspace, app, executionEnvironment: 'production', warn }
  const project = await readProject((name) => inputs[name] ?? '', context)
  const describe = (list: typeof project.buildpacks.pre) =>
    list.map(({ buildpack, folder }) => `${folder.replace(workspace, '')}: ${String(buildpack)}`)
  const { buildpacks, pre, post } = project.buildpacks
  return { ...project, buildpacks: describe(buildpacks), pre: describe(pre), post: describe(post) }
}

test('project.toml is read in the app’s directory, and its paths are relative to that', async (t) => {
  const project = await read(t, { 'app/project.toml': descriptor })
  assert.equal(project.builder, 'example.com/of-project')
  assert.deepEqual([...project.environment], [['A', 'project']])
  assert.deepEqual(project.files, { include: undefined, exclude: ['.git'] })
  assert.deepEqual(project.buildpacks, ['/app: own'])
  assert.deepEqual(project.pre, ['/app: pre'])
  assert.deepEqual(project.post, ['/app: urn:cnb:builder:acme/post'])
})

test('the input "descriptor" names another file', async (t) => {
  const inputs = { descriptor: 'deploy/image.toml' }
  const project = await read(t, { 'app/project.toml': 'broken', 'deploy/image.toml': descriptor }, inputs)
  assert.deepEqual(project.buildpacks, ['/deploy: own'])
})

test('an app without a project.toml needs only inputs', async (t) => {
  const project = await read(t, {}, { exclude: '.git\n', buildpacks: 'acme/a\n\n ./b \n' })
  assert.equal(project.builder, undefined)
  assert.deepEqual(project.files, { include: undefined, exclude: ['.git'] })
  assert.deepEqual(project.buildpacks, [': acme/a', ': ./b'])
  assert.deepEqual(warnings, [])
})

test('inputs override project.toml, and their patterns are added', async (t) => {
  const inputs = { buildpacks: 'x', 'pre-buildpacks': 'y', 'post-buildpacks': 'z', exclude: '*.log' }
  const project = await read(t, { 'app/project.toml': descriptor }, inputs)
  assert.deepEqual(project.files.exclude, ['.git', '*.log'])
  assert.deepEqual([project.buildpacks, project.pre, project.post], [[': x'], [': y'], [': z']])
})

test('a warning says that pre-buildpacks and post-buildpacks are ignored beside buildpacks', async (t) => {
  await read(t, { 'app/project.toml': descriptor })
  assert.match(
    warnings.join('\n'),
    /^"pre-buildpacks" and "post-buildpacks" are ignored, because \/.*\/project\.toml replaces/,
  )
  await read(t, {}, { buildpacks: 'x', 'pre-buildpacks': 'y' })
  assert.match(
    warnings.join('\n'),
    /because the input "buildpacks" replaces the builder's order\. Add them there/,
  )
})

test('a project.toml that cannot be read is an error', async (t) => {
  assert.match(
    await failureOf(read(t, { 'app/project.toml/x': '' })),
    /\/app\/project\.toml is not a regular file\. Replace it with a TOML file, or name another file in/,
  )
})

/** An app whose project.toml is a link to something. */
const linkedTo = async (t: TestContext, target: string) => {
  const app = await temporaryFolder(t)
  await symlink(target, join(app, 'project.toml'))
  const context = { workspace: app, app, executionEnvironment: 'production', warn: () => {} }
  return readProject(() => '', context)
}

test('a descriptor that links to a device is refused before it is read, and a link to a file is followed', async (t) => {
  assert.match(
    await failureOf(linkedTo(t, '/dev/zero')),
    /project\.toml is not a regular file\. Replace it with a TOML file/,
  )
  const target = join(await temporaryFolder(t), 'target.toml')
  await writeFile(target, descriptor)
  assert.equal((await linkedTo(t, target)).builder, 'example.com/of-project')
})

test('a descriptor that links to an endless file is read up to its size', async (t) => {
  // A regular file with a size of 0, whose content is hundreds of gigabytes.
  const project = await linkedTo(t, '/proc/self/pagemap')
  assert.deepEqual(project.files, { include: undefined, exclude: [] })
})

test('a descriptor that is too large is refused before it is read', async (t) => {
  const target = join(await temporaryFolder(t), 'large.toml')
  await writeFile(target, '')
  await truncate(target, 1024 ** 3)
  assert.match(await failureOf(linkedTo(t, target)), /project\.toml has 1073741824 bytes\. The limit is \d+/)
})

test('comments between the patterns are skipped, and white space stays', async (t) => {
  const { files } = await read(t, {}, { exclude: '\n# logs\n*.log\n\\#a\nb\\ \n  \n/tmp' })
  assert.deepEqual(files.exclude, ['*.log', '\\#a', 'b\\ ', '/tmp'])
})
