import { realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../tools/command.ts'
import { labFolder, makeOnce, root } from '../tools/folder.ts'
import { type Entry, entriesOf } from './tarball.ts'

/** The package managers that the lab's buildpack `managers` runs. */
export type PackageManager = 'npm' | 'go'

/** Returns a package manager and what it runs on, for a builder with the base `debian`. */
export const toolchain = (manager: PackageManager): Promise<readonly Entry[]> =>
  manager === 'go' ? goToolchain() : nodeToolchain()

const npmVersion = '11.19.1'

/** The project's Node, and npm as it is published, because Debian's package of npm is spread over the system. */
const nodeToolchain = async (): Promise<readonly Entry[]> => {
  const folder = join(labFolder, `npm-${npmVersion}`)
  await makeOnce(folder, async (unfinished) => {
    await run('npm', ['pack', `npm@${npmVersion}`, '--pack-destination', labFolder], { cwd: root })
    await run('mkdir', [unfinished])
    await run('tar', ['-x', '-z', '-f', join(labFolder, `npm-${npmVersion}.tgz`), '-C', unfinished])
  })
  const node = await realpath(join(root, 'node_modules', '.bin', 'node'))
  return [
    ...parents('opt', 'opt/node', 'opt/node/bin', 'opt/node/lib', 'opt/node/lib/node_modules'),
    { path: 'opt/node/bin/node', file: node, size: (await stat(node)).size, mode: 0o755 },
    { path: 'opt/node/bin/npm', link: '../lib/node_modules/npm/bin/npm-cli.js' },
    ...(await entriesOf(join(folder, 'package'), 'opt/node/lib/node_modules/npm')),
  ]
}

/** The parts of this machine's Go that compile a program without C. */
const goToolchain = async (): Promise<readonly Entry[]> => {
  const goRoot = (await run('go', ['env', 'GOROOT'])).trim()
  const platform = (await run('go', ['env', 'GOOS', 'GOARCH'])).trim().replace('\n', '_')
  const files = [
    'VERSION',
    'go.env',
    'bin/go',
    ...['asm', 'compile', 'link'].map((tool) => `pkg/tool/${platform}/${tool}`),
  ]
  // Debian's package has links to other directories here.
  const sources = await entriesOf(await realpath(join(goRoot, 'src')), 'opt/go/src')
  const include = await entriesOf(await realpath(join(goRoot, 'pkg', 'include')), 'opt/go/pkg/include')
  return [
    ...parents('opt', 'opt/go', 'opt/go/bin', 'opt/go/pkg', 'opt/go/pkg/tool', `opt/go/pkg/tool/${platform}`),
    ...(await Promise.all(files.map((file) => goFile(join(goRoot, file), `opt/go/${file}`)))),
    ...include,
    ...sources.filter(({ path }) => !/^opt\/go\/src\/cmd\/|\/testdata(\/|$)|_test\.go$/.test(path)),
  ]
}

const goFile = async (name: string, path: string): Promise<Entry> => {
  const file = await realpath(name)
  const { size, mode } = await stat(file)
  return { path, file, size, mode: mode & 0o777 }
}

const parents = (...paths: readonly string[]): readonly Entry[] =>
  paths.map((path) => ({ path, folder: true }))
