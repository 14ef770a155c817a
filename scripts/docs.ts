import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { actionNames, metadataFile } from '../lab/driving/actions.ts'
import { root } from '../lab/tools/folder.ts'
import { runMain } from '../lab/tools/main.ts'
import { Failure } from '../src/message/failure.ts'
import { fillSection, inputTable, outputTable, parseMetadata } from './action-tables.ts'

const file = join(root, 'docs', 'inputs.md')

/** The page with the tables of inputs and outputs from the action.yml files. */
const withTables = async (page: string): Promise<string> => {
  let text = page
  for (const action of actionNames) {
    const path = metadataFile(action)
    const metadata = parseMetadata(await readFile(join(root, path), 'utf8'), path)
    text = fillSection(text, `inputs of ${action}`, inputTable(metadata))
    text = fillSection(text, `outputs of ${action}`, outputTable(metadata))
  }
  return text
}

/** `node scripts/docs.ts [--check]`: writes the tables to docs/inputs.md, or fails if they are out of date. */
await runMain(async (args) => {
  const before = await readFile(file, 'utf8')
  const after = await withTables(before)
  if (after === before) return 0
  if (args.includes('--check')) {
    throw new Failure('docs/inputs.md does not match the action.yml files. Run "npm run docs".')
  }
  await writeFile(file, after)
  return 0
})
