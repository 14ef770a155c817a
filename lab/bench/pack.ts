import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../tools/command.ts'
import type { Measurement } from './measurement.ts'
import { type Bench, workFolder } from './set-up.ts'

const home = join(workFolder, 'pack')

/** The same build by `pack`, with its own layout-repo, which its first build of a kind fills. */
export const packBuild = async ({ builder, app }: Bench, sparse: boolean): Promise<Measurement> => {
  // What was fetched for a full build, pack takes into a sparse one as well.
  const folder = join(home, sparse ? 'sparse' : 'full')
  await mkdir(folder, { recursive: true })
  await writeFile(
    join(folder, 'config.toml'),
    `experimental = true\nlayout-repo-dir = "${folder}/layout-repo"\n[[trusted-builders]]\nname = "${builder}"\n`,
  )
  const target = join(folder, 'out', 'hello')
  await rm(target, { recursive: true, force: true })
  const inputs = ['--builder', builder, '--path', app, '--pull-policy', 'if-not-present']
  const began = performance.now()
  await run('pack', ['build', `oci:${target}`, ...inputs, ...(sparse ? ['--sparse'] : [])], {
    env: { PACK_HOME: folder, PACK_VOLUME_KEY: 'bench' },
  })
  return { wall: (performance.now() - began) / 1000, parts: {} }
}
