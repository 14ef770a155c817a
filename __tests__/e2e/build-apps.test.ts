import assert from 'node:assert/strict'
import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { run } from '../../lab/tools/command.ts'
import { build, layoutOf, loadImage, openWorkspace } from './build.ts'

/** What a shell in the image says. */
const inImage = async (image: string, script: string): Promise<string> =>
  (
    await run('docker', ['run', '--rm', '--network', 'none', '--entrypoint', '/bin/sh', image, '-c', script])
  ).trim()

suite('apps', { concurrency: 2 }, () => {
  test('20,000 small files arrive in the image', async (t) => {
    const workspace = await openWorkspace(t)
    for (let folder = 0; folder < 100; folder++) {
      const path = join(workspace.app, 'data', String(folder))
      await mkdir(path, { recursive: true })
      await Promise.all(
        Array.from({ length: 200 }, (_, file) => writeFile(join(path, `${file}.txt`), `${folder}/${file}\n`)),
      )
    }
    const { folder } = await layoutOf(await build(workspace))
    const image = await loadImage(t, folder)
    assert.equal(await inImage(image, 'find data -type f | wc -l; cat data/99/199.txt'), '20000\n99/199')
  })

  test('links, modes, empty folders, long and non-ASCII names arrive as they are', async (t) => {
    const workspace = await openWorkspace(t)
    const { app } = workspace
    const deep = ['x'.repeat(200), 'y'.repeat(200), `${'z'.repeat(200)}.txt`].join('/')
    await mkdir(join(app, 'empty', 'inner'), { recursive: true })
    await mkdir(join(app, deep, '..'), { recursive: true })
    await writeFile(join(app, deep), 'deep')
    await writeFile(join(app, 'Grüße 🌍 «日本».txt'), 'Grüße')
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
    await mkdir(join(app, 'sticky'))
    await chmod(join(app, 'sticky'), 0o1777)

    const { folder } = await layoutOf(await build(workspace))
    const image = await loadImage(t, folder)
    const told = await inImage(
      image,
      [
        'cat "Grüße 🌍 «日本».txt" \' -n*\\"$(id)\' .hidden; echo',
        `cat ${deep}; echo`,
        'readlink link; readlink dangling; readlink folder-link; readlink up',
        'stat -c "%a %u %n" run.sh shared set-uid sticky empty/inner',
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
      ],
    ])
  })

  test('the layout and the layout-repo are no part of the app that they lie in', async (t) => {
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
})
