import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'

/** Which packages of src a package may import; docs/architecture.md explains them. */
const packages: Readonly<Record<string, readonly string[]>> = {
  message: [],
  task: ['message'],
  json: ['message'],
  files: ['message'],
  command: ['task', 'message'],
  tar: ['message'],
  image: ['json', 'message'],
  content: ['image', 'json', 'task', 'message'],
  layout: ['content', 'files', 'image', 'json', 'tar', 'message'],
  registry: ['content', 'command', 'files', 'image', 'json', 'task', 'message'],
  docker: ['layout', 'command', 'image', 'json', 'tar', 'message'],
  sandbox: ['docker', 'command', 'files', 'image', 'json', 'tar', 'task', 'message'],
  store: ['layout', 'registry', 'content', 'files', 'image', 'json', 'task', 'message'],
  cnb: ['sandbox', 'docker', 'layout', 'registry', 'content', 'files', 'image', 'json', 'tar', 'message'],
  github: ['layout', 'content', 'files', 'image', 'json', 'task', 'message'],
}
const below = Object.keys(packages)

/** Imports between parts of one package that are not allowed, by the directory that imports. */
const separate: Readonly<Record<string, readonly string[]>> = {
  'src/cnb/rebase': ['src/cnb/creator', 'src/cnb/input'],
  'src/registry/auth': ['src/image'],
}

/** The entry points lie in no package and import the actions. */
const entriesFile = 'src/entries.ts'
const isEntry = (file: string): boolean => /^src\/actions\/[^/]+\/(?:main|post)\.ts$/.test(file)

const packageOf = (file: string): string => /^src\/(actions\/[^/]+|[^/]+)\//.exec(file)?.[1] ?? ''

const allowedFrom = (name: string): readonly string[] =>
  name.startsWith('actions/') ? below : (packages[name] ?? [])

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

test('every file belongs to a known package, and packages import in one direction', async () => {
  const imports = await importsOf()
  assert.ok(imports.length > 200)
  for (const file of await Array.fromAsync(glob('src/**/*.ts'))) {
    const name = packageOf(file)
    if (file === entriesFile) continue
    assert.ok(name.startsWith('actions/') || below.includes(name), `${file} is in no package`)
  }
  const wrong = imports.filter(({ file, from }) => {
    if (!from.startsWith('src/')) return false
    if (file === entriesFile) return !isEntry(from)
    return packageOf(from) !== packageOf(file) && !allowedFrom(packageOf(file)).includes(packageOf(from))
  })
  assert.deepEqual(listed(wrong), [])
})

test('independent parts of a package do not import each other', async () => {
  const wrong = (await importsOf()).filter(({ file, from }) =>
    Object.entries(separate).some(
      ([part, others]) => file.startsWith(`${part}/`) && others.some((other) => from.startsWith(`${other}/`)),
    ),
  )
  assert.deepEqual(listed(wrong), [])
})

test('there are no import cycles', async () => {
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

test("only github, the main.ts files and command import GitHub's toolkit", async () => {
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
