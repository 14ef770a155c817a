import { readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { Failure } from '../src/oci/failure.ts'
import { actions } from './action-inputs.ts'
import { fillSection, inputTable, outputTable, parseMetadata } from './action-tables.ts'
import { root } from './folder.ts'
import { runMain } from './main.ts'

const file = join(root, 'README.md')

/** The README with the tables of inputs and outputs that the two action.yml make. */
const withTables = async (readme: string): Promise<string> => {
  let text = readme
  for (const [action, { metadata: path }] of Object.entries(actions)) {
    const metadata = parseMetadata(await readFile(path, 'utf8'), relative(root, path))
    text = fillSection(text, `inputs of ${action}`, inputTable(metadata))
    text = fillSection(text, `outputs of ${action}`, outputTable(metadata))
  }
  return text
}

/** `node lab/readme.ts [--check]`: writes the tables into the README, or fails where they are not what it has. */
await runMain(async (args) => {
  const before = await readFile(file, 'utf8')
  const after = await withTables(before)
  if (after === before) return 0
  if (args.includes('--check')) {
    throw new Failure('The README is not what the action.yml files say: run «npm run readme».')
  }
  await writeFile(file, after)
  return 0
})
