import assert from 'node:assert/strict'
import { chmod, cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { checkLayout } from '../../../lab/images/layout-check.ts'
import { run } from '../../../lab/tools/command.ts'
import { stagingPath } from '../../../src/files/staging.ts'
import { annotationKeys } from '../../../src/image/annotations.ts'
import { writeIndex } from '../../../src/layout/write.ts'
import { makeFifo } from '../../layout/file-system.ts'
import { build, failedBuild, lab, layoutOf, loadImage, openWorkspace, scriptBuilder } from '../build.ts'

/** Runs a shell script in the image and returns its output. */
const inImage = async (image: string, script: string): Promise<string> =>
  (
    await run('docker', ['run', '--rm', '--network', 'none', '--entrypoint', '/bin/sh', image, '-c', script])
  ).trim()

suite('apps', { concurrency: 2 }, () => {
  test('links, pipes, modes, empty folders, long and non-ASCII names and 5,000 small files arrive unchanged', async (t) => {
    const workspace = await openWorkspace(t)
    const { app } = workspace
    for (let folder = 0; folder < 100; folder++) {
      const path = join(app, 'data', String(folder))
      await mkdir(path, { recursive: true })
      await Promise.all(
        Array.from({ length: 50 }, (_, file) => writeFile(join(path, `${file}.txt`), `${folder}/${file}\n`)),
      )
    }
    const deep = ['x'.repeat(200), 'y'.repeat(200), `${'z'.repeat(200)}.txt`].join('/')
    await mkdir(join(app, 'empty', 'inner'), { recursive: true })
    await mkdir(join(app, deep, '..'), { recursive: true })
    await writeFile(join(app, deep), 'deep')
    await writeFile(join(app, 'Grüße 🌍 "日本".txt'), 'Grüße')
    await writeFile(join(app, ' -n*\\"$(id)'), 'odd')
    await writeFile(join(app, '.hidden'), 'hidden')
    await symlink('hello.sh', join(app, 'link'))
    await symlink('/nowhere/at/all', join(app, 'dangling'))
    await symlink('empty', join(app, 'folder-link'))
    await symlink('..', join(app, 'up'))
    for (const [name, mode] of [
      ['run.sh', 0o755],
      ['shared', 0o664],
      ['set-uid', 0o4755],
    ] as const) {
      await writeFile(join(app, name), '')
      await chmod(join(app, name), mode)
    }
    makeFifo(join(app, 'pipe'))
    await chmod(join(app, 'pipe'), 0o640)
    await mkdir(join(app, 'sticky'))
    await chmod(join(app, 'sticky'), 0o1777)

    const { folder } = await layoutOf(await build(workspace))
    const image = await loadImage(t, folder)
    const told = await inImage(
      image,
      [
        "cat Grüße*.txt ' -n*\\\"$(id)' .hidden; echo",
        `cat ${deep}; echo`,
        'readlink link; readlink dangling; readlink folder-link; readlink up',
        'stat -c "%a %u %n" run.sh shared set-uid sticky empty/inner pipe; test -p pipe && echo a pipe',
        'find data -type f | wc -l; cat data/99/49.txt',
      ].join('\n'),
    )
    assert.deepEqual(told.split('\n'), [
      'Grüßeoddhidden',
      'deep',
      ...['hello.sh', '/nowhere/at/all', 'empty', '..'],
      ...[
        '755 1000 run.sh',
        '664 1000 shared',
        '4755 1000 set-uid',
        '1777 1000 sticky',
        '755 1000 empty/inner',
        '640 1000 pipe',
        'a pipe',
      ],
      ...['5000', '99/49'],
    ])
  })

  test('a layout and a layout-repo inside the app are excluded from the build', async (t) => {
    const workspace = await openWorkspace(t)
    const inside = { 'image-path': 'app/out/my-app', 'layout-repo': 'app/cache/run-images' }
    const { outputs } = await build(workspace, inside)
    const again = await build(workspace, inside)
    assert.equal(again.outputs['digest'], outputs['digest'])
    assert.notDeepEqual(await readdir(join(workspace.app, 'cache', 'run-images')), [])

    const { folder } = await layoutOf(again)
    const image = await loadImage(t, folder)
    assert.equal(await inImage(image, 'find . | sort'), '.\n./hello.sh')
  })

  test('leftovers of killed builds and of builds with another image path are excluded from the build', async (t) => {
    const workspace = await openWorkspace(t)
    const out = join(workspace.app, 'out')
    const partial = await stagingPath(join(out, 'my-app'), 'partial')
    await mkdir(join(partial, 'blobs', 'sha256'), { recursive: true })
    await writeFile(join(partial, 'blobs', 'sha256', '0'.repeat(64)), 'half a layer')
    const earlier = join(out, 'earlier')
    await cp(lab.layouts.full, earlier, { recursive: true })
    const { image } = await checkLayout(earlier)
    const annotations = { ...image.annotations, [annotationKeys.runImageRoot]: image.digest }
    await writeIndex(earlier, { ...image, annotations })

    const result = await build(workspace, { 'image-path': 'app/out/my-app' })
    assert.equal(result.outputs['digest'], image.digest)
    for (const folder of [partial, earlier]) {
      assert.ok(result.log.includes(`${folder} is left out of the app: `), result.log)
    }
  })

  test('a file that its owner cannot read fails before the build, and after it if the build creates the file', async (t) => {
    const builder = await scriptBuilder('shared')
    const workspace = await openWorkspace(t, { 'build.sh': 'echo secret > made; chmod 0200 made' })
    const made = await failedBuild(workspace, { builder })
    assert.match(
      made.error,
      /while exporting: .* \(exit code 62\)\. The builder's user has no permission to read "\/workspace\/made"/,
    )
    assert.doesNotMatch(made.error, /disk/)

    const key = join(workspace.app, 'key')
    await writeFile(key, '')
    await chmod(key, 0o200)
    const { error, log } = await failedBuild(workspace, { builder })
    assert.ok(error.startsWith(`The build could not read ${key} of the app: its mode is 0200, `), error)
    assert.doesNotMatch(log, /ANALYZING/)
  })
})
