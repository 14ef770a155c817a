import { mkdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../tools/command.ts'
import { labFolder, makeOnce, root } from '../tools/folder.ts'
import { type Entry, entriesOf } from './tarball.ts'

/** The package managers that the lab's buildpack `managers` runs. */
export type PackageManager = 'npm' | 'pnpm' | 'go' | 'pip' | 'maven'

/** Programs for a builder with the base `debian`: files, and Debian packages. */
interface Toolchain {
  readonly files: readonly Entry[]
  readonly packages: readonly string[]
}

/** Returns a package manager and everything that it needs. */
export const toolchain = async (manager: PackageManager): Promise<Toolchain> => {
  switch (manager) {
    case 'npm':
      return {
        files: [...(await node()), ...(await npmPackage('npm', '11.19.1', 'bin/npm-cli.js'))],
        packages: [],
      }
    case 'pnpm':
      return {
        files: [...(await node()), ...(await npmPackage('pnpm', '9.15.9', 'bin/pnpm.cjs'))],
        packages: [],
      }
    case 'go':
      return { files: await go(), packages: [] }
    case 'pip':
      return { files: [], packages: ['python3-pip', 'python3-venv'] }
    case 'maven':
      return { files: [], packages: ['maven', 'openjdk-17-jdk-headless'] }
  }
}

/** The project's own Node. */
const node = async (): Promise<readonly Entry[]> => {
  const file = await realpath(join(root, 'node_modules', '.bin', 'node'))
  return [
    ...parents('opt', 'opt/node', 'opt/node/bin', 'opt/node/lib', 'opt/node/lib/node_modules'),
    { path: 'opt/node/bin/node', file, size: (await stat(file)).size, mode: 0o755 },
  ]
}

/** A program in a package of the npm registry. This machine's npm can be Debian's, which is spread over the system. */
const npmPackage = async (name: string, version: string, program: string): Promise<readonly Entry[]> => {
  const folder = join(labFolder, 'npm', `${name}-${version}`)
  await makeOnce(folder, async (unfinished) => {
    await mkdir(unfinished, { recursive: true })
    await run('npm', ['pack', '--silent', `${name}@${version}`, '--pack-destination', unfinished], {
      cwd: root,
    })
    await run('tar', ['-x', '-z', '-f', join(unfinished, `${name}-${version}.tgz`), '-C', unfinished])
  })
  const files = await entriesOf(join(folder, 'package'), `opt/node/lib/node_modules/${name}`)
  return [
    ...files.map((entry) => (entry.path.endsWith(`/${program}`) ? { ...entry, mode: 0o755 } : entry)),
    { path: `opt/node/bin/${name}`, link: `../lib/node_modules/${name}/${program}` },
  ]
}

/** The parts of this machine's Go that compile a program without C. */
const go = async (): Promise<readonly Entry[]> => {
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
