import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import * as v from 'valibot'
import { temporaryFolder } from '../image/image.ts'

const FilesSchema = v.record(v.string(), v.union([v.string(), v.object({ base64: v.string() })]))

/** Writes a layout that another tool made to a temporary directory. README.md lists the names. */
export const writeForeign = async (t: TestContext, name: string): Promise<string> => {
  const folder = await temporaryFolder(t)
  const text = await readFile(join(import.meta.dirname, `${name}.json`), 'utf8')
  for (const [path, content] of Object.entries(v.parse(FilesSchema, JSON.parse(text)))) {
    await mkdir(join(folder, dirname(path)), { recursive: true })
    const bytes = typeof content === 'string' ? content : Buffer.from(content.base64, 'base64')
    await writeFile(join(folder, path), bytes)
  }
  return folder
}
