import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../lab/tools/folder.ts'

/** The sources with the parts of each message joined, and what differs in them as "…". */
const messages = async (): Promise<string> => {
  const files = await Array.fromAsync(glob('src/**/*.ts', { cwd: root }))
  const sources = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')))
  return sources.join('\n').replace(/(['"`])\s*\+\s*['"`]/g, '')
}

/** What the page quotes in headings and in the first column of its tables about messages. */
const quotedIn = (page: string): readonly string[] => {
  const lines = page.split('\n')
  const headings = lines.filter((line) => line.startsWith('### '))
  const rows = lines.filter((line) => line.startsWith('| `')).map((line) => line.split(' | ')[0] ?? '')
  return [...headings, ...rows].flatMap((line) =>
    [...line.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text),
  )
}

test('the troubleshooting page quotes messages that exist', async () => {
  const sources = await messages()
  const page = await readFile(join(root, 'docs', 'troubleshooting.md'), 'utf8')
  const quoted = quotedIn(page)
  assert.ok(quoted.length > 40)
  const parts = quoted.flatMap((text) => text.split('…')).map((part) => part.trim())
  const unknown = parts.filter((part) => part.length > 3 && !sources.includes(part))
  assert.deepEqual(unknown, [])
})
