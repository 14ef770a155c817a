import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ActionName, actionNames, metadataFile } from '../lab/driving/actions.ts'
import { root } from '../lab/tools/folder.ts'
import { runMain } from '../lab/tools/main.ts'
import { Failure } from '../src/message/failure.ts'
import { fillSection, inputExample, inputTable, outputTable, parseMetadata } from './action-tables.ts'

const readMetadata = async (action: ActionName) => {
  const path = metadataFile(action)
  return parseMetadata(await readFile(join(root, path), 'utf8'), path)
}

/** The page with the tables of inputs and outputs from the action.yml files. */
const withTables = async (page: string): Promise<string> => {
  let text = page
  for (const action of actionNames) {
    const metadata = await readMetadata(action)
    text = fillSection(text, `inputs of ${action}`, inputTable(metadata))
    text = fillSection(text, `outputs of ${action}`, outputTable(metadata))
  }
  return text
}

/** The README with a step that shows all inputs of the build. */
const withExample = async (page: string): Promise<string> =>
  fillSection(page, 'inputs', inputExample(await readMetadata('build'), 'OWNER/buildpacks-oci-layout@v1'))

const pages = { 'docs/inputs.md': withTables, 'README.md': withExample }

/** `node scripts/docs.ts [--check]`: updates the pages from the action.yml files, or fails if they are out of date. */
await runMain(async (args) => {
  for (const [name, update] of Object.entries(pages)) {
    const file = join(root, name)
    const before = await readFile(file, 'utf8')
    const after = await update(before)
    if (after === before) continue
    if (args.includes('--check')) {
      throw new Failure(`${name} does not match the action.yml files. Run "npm run docs".`)
    }
    await writeFile(file, after)
  }
  return 0
})
