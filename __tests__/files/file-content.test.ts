import assert from 'node:assert/strict'
import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileContent, SizeChange } from '../../src/files/file-content.ts'
import { temporaryFolder } from '../image/image.ts'

const read = async (path: string, size: number): Promise<string> => {
  let text = ''
  for await (const chunk of fileContent(path, size)) text += String(chunk)
  return text
}

test('a file with the announced size is read completely', async (t) => {
  const folder = await temporaryFolder(t)
  await writeFile(join(folder, 'file'), 'content')
  await writeFile(join(folder, 'empty'), '')
  assert.equal(await read(join(folder, 'file'), 7), 'content')
  assert.equal(await read(join(folder, 'empty'), 0), '')
})

test('a file that grew or shrank since its size was announced is refused, without more bytes than announced', async (t) => {
  const path = join(await temporaryFolder(t), 'file')
  await writeFile(path, 'content')
  for (const size of [0, 6, 8]) {
    let bytes = 0
    const reading = async (): Promise<void> => {
      for await (const chunk of fileContent(path, size)) bytes += chunk.length
    }
    await assert.rejects(reading, SizeChange)
    assert.ok(bytes <= size)
  }
})

test('a link is not followed', async (t) => {
  const folder = await temporaryFolder(t)
  await writeFile(join(folder, 'file'), 'content')
  await symlink('file', join(folder, 'link'))
  await assert.rejects(read(join(folder, 'link'), 7), { code: 'ELOOP' })
})
