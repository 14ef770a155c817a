import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { suite, test } from 'node:test'
import { run } from '../../../lab/tools/command.ts'
import { readLayout } from '../../../src/layout/read.ts'
import {
  build,
  failedBuild,
  lab,
  layoutOf,
  loadImage,
  openWorkspace,
  runImage,
  warningsIn,
} from '../build.ts'
import {
  buildersOf,
  buildpackOf,
  configOf,
  launchLayer,
  launchProcess,
  metadataOf,
  writeFiles,
} from '../project.ts'

const header = '[_]\nschema-version = "0.2"\n'

const descriptor = `${header}
[io.buildpacks]
exclude = ["*.log"]
[[io.buildpacks.build.env]]
name = "GREETING"
value = "Good morning"
[[io.buildpacks.group]]
uri = "buildpacks/one"
[[io.buildpacks.group]]
id = "lab/hello"
[[io.buildpacks.group]]
uri = "buildpacks/two"
`

/** What a buildpack does with a binding: nothing of it gets into the image. */
const readBinding =
  'echo "a $(cat "$CNB_PLATFORM_DIR/bindings/db/type") of $(wc -c < "$CNB_PLATFORM_DIR/bindings/db/password") characters"'

/** A repository with an app, two buildpacks of its own and a process. */
const projectFiles = {
  'project.toml': descriptor,
  'hello.sh': 'echo "$GREETING, world"\n',
  ...Object.fromEntries(
    [
      ['one', buildpackOf('own/one', `${readBinding}\n${launchLayer('one', 'first')}`)] as const,
      ['two', buildpackOf('own/two', launchProcess('task', 'sh', '-c', 'echo a task'))] as const,
    ].flatMap(([name, files]) =>
      Object.entries(files).map(([file, text]) => [`buildpacks/${name}/${file}`, text]),
    ),
  ),
}

const git = (folder: string, ...args: readonly string[]): Promise<string> =>
  run('git', ['-C', folder, '-c', 'user.name=lab', '-c', 'user.email=lab@example.com', ...args])

suite('a project', { concurrency: 2 }, () => {
  test(`has the same digest in two checkouts`, async (t) => {
    const origin = (await openWorkspace(t, projectFiles)).app
    await git(origin, 'init', '--quiet')
    await git(origin, 'add', '--all')
    await git(origin, 'commit', '--quiet', '--message', 'one')
    const builder = lab.builders.tiny.newest
    const checkOut = async () => {
      const workspace = await openWorkspace(t, {})
      await rm(workspace.app, { recursive: true })
      await git(workspace.folder, 'clone', '--quiet', origin, workspace.app)
      return workspace
    }
    const [one, other] = [await checkOut(), await checkOut()]
    // The largest differences that two checkouts of the same commit can have.
    await git(other.app, 'checkout', '--quiet', '-b', 'other')
    await git(other.app, 'remote', 'set-url', 'origin', 'https://me:secret@example.com/app.git')
    await writeFiles(other.app, { 'build.log': 'left behind' })
    const db = { 'services/db/type': 'postgresql', 'services/db/password': 'secret' }
    for (const { folder } of [one, other]) await writeFiles(folder, db)

    const inputs = { builder, bindings: 'services', 'default-process': 'task' }
    const built = await build(one, inputs)
    const again = await build(other, inputs)
    assert.match(built.log, /^a postgresql of 6 characters$/m)
    assert.equal(again.outputs['digest'], built.outputs['digest'])
    assert.deepEqual(await buildersOf(built), ['own/one@1.0.0', 'lab/hello@1.0.0', 'own/two@1.0.0'])
    const types = (await metadataOf(built)).processes.map(({ type }) => type)
    assert.deepEqual(types.toSorted(), ['task', 'web'])
    const image = await loadImage(t, (await layoutOf(built)).folder)
    assert.equal(await runImage(image), 'a task\n')
    const web = ['run', '--rm', '--entrypoint', 'web', image]
    assert.equal(await run('docker', web), 'Good morning, world\n')
    const files = await run('docker', ['run', '--rm', '--entrypoint', '/bin/sh', image, '-c', 'ls -A'])
    assert.deepEqual(files.trim().split('\n').toSorted(), ['buildpacks', 'hello.sh', 'project.toml'])
  })

  test('can set the builder and environment variables, which inputs override', async (t) => {
    const workspace = await openWorkspace(t)
    const text = `${header}[io.buildpacks]\nbuilder = "${lab.builders.tiny.newest}"\n`
    const env = '[[io.buildpacks.build.env]]\nname = "GREETING"\nvalue = "Servus"\n'
    await writeFiles(workspace.app, { 'project.toml': text + env })
    const { log } = await build(workspace, { builder: '', env: 'GREETING=Moin' })
    assert.match(log, /the greeting is "Moin"/)
  })

  test('can have an inline buildpack with a shell, and is built with a warning about unknown keys', async (t) => {
    const workspace = await openWorkspace(t)
    const script = 'api = "0.10"\ninline = "echo script of $0; echo made > made"\nshell = "/bin/sh -e"\n'
    await writeFiles(workspace.app, {
      'project.toml': `${header}[io.buildpacks]\nbulider = "x"\n[[io.buildpacks.post.group]]\nid = "own/script"\n[io.buildpacks.post.group.script]\n${script}`,
    })
    const built = await build(workspace)
    const warnings = warningsIn(built)
    assert.equal(warnings.length, 1)
    assert.match(warnings[0] ?? '', /has keys that schema 0\.2 does not have: io\.buildpacks\.bulider\./)
    assert.match(built.log, /script of \/cnb\/buildpacks\/own_script\/0\.0\.0\/bin\/build/)
    assert.deepEqual(await buildersOf(built), ['lab/hello@1.0.0', 'own/script@0.0.0'])
  })

  test('that declares its source has it in a label, without user, token and Git data', async (t) => {
    const workspace = await openWorkspace(t)
    await git(workspace.app, 'init', '--quiet')
    await git(workspace.app, 'remote', 'add', 'origin', 'https://me:secret@example.com/app')
    await writeFiles(workspace.app, {
      'project.toml': '[project]\nversion = "1.2"\nsource-url = "https://me:secret@example.com/app"\n',
    })
    const { config } = await configOf(await build(workspace))
    assert.deepEqual(JSON.parse(config?.Labels?.['io.buildpacks.project.metadata'] ?? ''), {
      source: {
        type: 'project',
        version: { declared: '1.2' },
        metadata: { url: 'https://example.com/app' },
      },
    })
  })

  test('whose descriptor cannot be read, or whose patterns leave nothing, is not built', async (t) => {
    const workspace = await openWorkspace(t)
    const files = workspace.app
    await writeFiles(files, { 'project.toml': '[_]\nschema-version = 0.2"\n' })
    const broken = await failedBuild(workspace)
    assert.match(broken.error, /\/app\/project\.toml is not TOML: line 2, column \d+: /)
    await writeFiles(files, { 'project.toml': `${header}[io.buildpacks]\ninclude = ["*.go"]\n` })
    const nothing = await failedBuild(workspace)
    assert.match(nothing.error, /^The project's patterns exclude all of the app: /)
    assert.doesNotMatch(nothing.log, /ANALYZING/)
  })

  test('has the same digest with patterns as without the excluded files', async (t) => {
    const workspace = await openWorkspace(t)
    await writeFiles(workspace.app, { 'tmp/a': '', 'deep/tmp/b': '', 'x.log': '' })
    const { outputs } = await build(workspace, { exclude: 'tmp\n*.log\n/deep' })
    assert.equal(outputs['digest'], (await readLayout(lab.layouts.full)).descriptor.digest)
  })
})
