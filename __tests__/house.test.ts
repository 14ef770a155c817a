import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'

/** Which rooms of the house a room may use; docs/architecture.md draws it. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  message: [],
  task: ['message'],
  files: ['message'],
  command: ['task', 'message'],
  tar: ['message'],
  image: ['message'],
  content: ['image', 'task', 'message'],
  layout: ['content', 'files', 'image', 'message'],
  registry: ['content', 'command', 'image', 'message'],
  docker: ['layout', 'command', 'image', 'tar', 'message'],
  sandbox: ['docker', 'command', 'files', 'image', 'tar', 'task', 'message'],
  store: ['layout', 'registry', 'content', 'image', 'message'],
  cnb: ['sandbox', 'docker', 'layout', 'registry', 'content', 'image', 'tar', 'message'],
  github: ['layout', 'content', 'image', 'task', 'message'],
}
const below = Object.keys(rooms)

/** The doors: it lies in no room, and leads into the actions. */
const entriesFile = 'src/entries.ts'
const isEntry = (file: string): boolean => /^src\/actions\/[^/]+\/(?:main|post)\.ts$/.test(file)

const roomOf = (file: string): string => /^src\/(actions\/[^/]+|[^/]+)\//.exec(file)?.[1] ?? ''

const allowedFrom = (room: string): readonly string[] =>
  room.startsWith('actions/') ? below : (rooms[room] ?? [])

interface Import {
  readonly file: string
  readonly from: string
}

const importsOf = async (): Promise<readonly Import[]> => {
  const files = await Array.fromAsync(glob('src/**/*.ts'))
  const lists = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8')
      const found = text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)
      return [...found].map(([, from = '']) => ({
        file,
        from: from.startsWith('.') ? normalize(join(dirname(file), from)) : from,
      }))
    }),
  )
  return lists.flat()
}

const listed = (imports: readonly Import[]): readonly string[] =>
  imports.map(({ file, from }) => `${file} → ${from}`)

test('every file lies in a room that this test knows, and its imports point one way', async () => {
  const imports = await importsOf()
  assert.ok(imports.length > 200)
  for (const file of await Array.fromAsync(glob('src/**/*.ts'))) {
    const room = roomOf(file)
    if (file === entriesFile) continue
    assert.ok(room.startsWith('actions/') || below.includes(room), `${file} lies in no room`)
  }
  const wrong = imports.filter(({ file, from }) => {
    if (!from.startsWith('src/')) return false
    if (file === entriesFile) return !isEntry(from)
    return roomOf(from) !== roomOf(file) && !allowedFrom(roomOf(file)).includes(roomOf(from))
  })
  assert.deepEqual(listed(wrong), [])
})

test('no file imports itself by way of others', async () => {
  const imports = (await importsOf()).filter(({ from }) => from.startsWith('src/'))
  const next = Map.groupBy(imports, ({ file }) => file)
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): void => {
    assert.ok(!path.includes(file), [...path, file].join(' → '))
    if (done.has(file)) return
    for (const { from } of next.get(file) ?? []) visit(from, [...path, file])
    done.add(file)
  }
  for (const file of next.keys()) visit(file, [])
})

test('GitHub’s toolkit is imported by github and the main.ts files, and to run commands by command', async () => {
  const toolkit = (await importsOf()).filter(({ from }) => from.startsWith('@actions/'))
  assert.ok(toolkit.length > 0)
  const wrong = toolkit.filter(
    ({ file, from }) =>
      !file.startsWith('src/github/') &&
      !isEntry(file) &&
      !(from === '@actions/exec' && file === 'src/command/run.ts'),
  )
  assert.deepEqual(listed(wrong), [])
})

test('image is pure: no file system, no network, no process', async () => {
  const wrong = (await importsOf()).filter(
    ({ file, from }) => file.startsWith('src/image/') && /^(?:node:(?!crypto$)|undici)/.test(from),
  )
  assert.deepEqual(listed(wrong), [])
})
