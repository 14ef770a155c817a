import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Failure } from '../src/message/failure.ts'
import { artifacts } from './hostile/artifacts.ts'
import { buildpackArchives } from './hostile/buildpack-archives.ts'
import { layers } from './hostile/layers.ts'
import { layouts } from './hostile/layouts.ts'
import type { Specimen } from './hostile/specimen.ts'
import { runMain } from './tools/main.ts'

const kinds: Readonly<
  Record<string, readonly (Specimen & ({ bytes: Buffer } | { files: ReadonlyMap<string, Buffer> }))[]>
> = {
  'buildpack-archives': buildpackArchives(),
  'cached-layers': layers(),
  artifacts: artifacts(),
  layouts: layouts(),
}

/** Writes hostile archives and layouts into a folder, and an index of what each is and what must become of it. */
await runMain(async ([folder]) => {
  if (folder === undefined) throw new Failure('It takes a folder: npm run hostile -- FOLDER')
  const lines = [
    '# Hostile inputs',
    '',
    '| File or folder | What it is | What must become of it |',
    '| --- | --- | --- |',
  ]
  for (const [kind, specimens] of Object.entries(kinds)) {
    for (const specimen of specimens) {
      const path = join(kind, specimen.name)
      const files = 'bytes' in specimen ? new Map([['', specimen.bytes]]) : specimen.files
      for (const [name, bytes] of files) {
        const file = resolve(folder, path, name)
        await mkdir(dirname(file), { recursive: true })
        await writeFile(file, bytes)
      }
      const fate = specimen.refusal === undefined ? 'accepted' : `refused: \`${specimen.refusal.source}\``
      lines.push(
        `| ${path} | one ${specimen.what} | ${fate} |`.replaceAll(/\|(?=[^ ])|(?<=[^ ])\|(?!$)/g, '\\|'),
      )
    }
  }
  await writeFile(resolve(folder, 'README.md'), `${lines.join('\n')}\n`)
  return 0
})
