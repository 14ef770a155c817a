import { stringify } from 'smol-toml'
import { file, type TarEntry } from '../../tar/write.ts'
import type { InlineBuildpack } from '../project/descriptor.ts'
import { type BuildpackPackage, buildpackFolder, checkBuildpack, foldersOf, ofRoot } from './buildpack.ts'

/**
 * The buildpack that a script in a project descriptor is, as pack makes it.
 * https://github.com/buildpacks/pack/blob/v0.40.5/pkg/client/build.go (createInlineBuildpack)
 */
export const inlinePackage = (inline: InlineBuildpack, stackId: string): BuildpackPackage => {
  const { shell, script } = inline
  const main = checkBuildpack(inline, 'project.toml')
  const { id, version, api } = main
  const folder = buildpackFolder(main)
  const stacks = [{ id: stackId || '*' }]
  async function* entries(): AsyncGenerator<TarEntry> {
    yield* foldersOf(main)
    yield ofRoot({ name: `${folder.slice(1)}/bin`, mode: 0o755, type: 'directory' })
    yield ofRoot(file(`${folder}/buildpack.toml`, stringify({ api, buildpack: { id, version }, stacks })))
    yield ofRoot({ ...file(`${folder}/bin/build`, `#!${shell}\n\n${script}\n`), mode: 0o755 })
    yield ofRoot({ ...file(`${folder}/bin/detect`, `#!${shell}\n\nexit 0\n`), mode: 0o755 })
  }
  return { main, layers: [{ buildpacks: [main], entries }] }
}
