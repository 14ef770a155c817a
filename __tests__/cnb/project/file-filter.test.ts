import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { type FilePatterns, fileFilter } from '../../../src/cnb/project/file-filter.ts'
import { temporaryFolder } from '../../image/image.ts'

/** A generator of pseudo-random numbers, the same in each run. */
const randomNumbers = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

const nameParts = ['a', 'b', 'ab', 'a.b', '.a', 'tmp', '[b]', 'a b', 'A', 'ä', '!a', '#a', 'a\\b', 'b ']
const patternParts = [
  ...['a', 'b', 'ab', '*', '?', 'a*', '*.b', '**', '[ab]', '[!a]', '.*', 'tmp', 'a?', '\\a', '\\*', '[b'],
  ...['a\\ ', 'A', 'ä', '[a-c]*', '***', '*a*', '[]a]', '[^a]', '\\[b\\]', '{a,b}', 'a b', 'b\\ ', '\\!a'],
  ...['\\#a', '[[:alpha:]]', '[![:punct:]b]', '[[:digit:]-b]', '[a\\-b]', '[b-a]', '[!-~]', 'b '],
]

interface Case {
  readonly patterns: readonly string[]
  /** Paths, and whether each is a folder. */
  readonly paths: ReadonlyMap<string, boolean>
}

const generateCase = (next: () => number): Case => {
  const pick = (list: readonly string[]): string => list[Math.floor(next() * list.length)] ?? ''
  const count = (most: number): number => 1 + Math.floor(next() * most)
  const joined = (list: readonly string[], most: number): string =>
    Array.from({ length: count(most) }, () => pick(list)).join('/')
  const pattern = (): string => {
    const negated = next() < 0.25 ? '!' : ''
    const rooted = next() < 0.25 ? '/' : ''
    const end = next() < 0.3 ? '/' : next() < 0.06 ? pick([' ', '  ', '\t', '\\ ']) : ''
    return `${negated}${rooted}${joined(patternParts, 3)}${end}`
  }
  const paths = new Map<string, boolean>()
  for (const path of Array.from({ length: 10 }, () => joined(nameParts, 4))) {
    const parts = path.split('/')
    const folders = parts.slice(1).map((_, end) => parts.slice(0, end + 1).join('/'))
    if (paths.has(path) || folders.some((folder) => paths.get(folder) === false)) continue
    for (const folder of folders) paths.set(folder, true)
    paths.set(path, false)
  }
  return { patterns: Array.from({ length: count(4) }, pattern), paths }
}

test('thousands of generated patterns select the same paths as in git', async (t) => {
  const root = await temporaryFolder(t)
  execFileSync('git', ['init', '--quiet', root])
  const next = randomNumbers(2026)
  const cases = Array.from({ length: 200 }, () => generateCase(next))
  // One repository for all of them: a .gitignore in a folder means there what it would mean at the root.
  for (const [number, { patterns, paths }] of cases.entries()) {
    const folder = join(root, `case-${number}`)
    await mkdir(folder)
    await writeFile(join(folder, '.gitignore'), `${patterns.join('\n')}\n`)
    for (const [path, isFolder] of paths) {
      await mkdir(isFolder ? join(folder, path) : dirname(join(folder, path)), { recursive: true })
      if (!isFolder) await writeFile(join(folder, path), '')
    }
  }
  const asked = cases.flatMap(({ paths }, number) =>
    [...paths.keys()].map((path) => `case-${number}/${path}`),
  )
  const answer = execFileSync(
    'git',
    [
      '-c',
      'core.ignoreCase=false',
      '-c',
      'core.excludesFile=/dev/null',
      'check-ignore',
      '--no-index',
      '--stdin',
      '-z',
    ],
    { cwd: root, input: `${asked.join('\0')}\0`, encoding: 'utf8' },
  )
  const ignored = new Set(answer.split('\0'))

  const different = cases.flatMap(({ patterns, paths }, number) => {
    const excluding = fileFilter({ include: undefined, exclude: patterns })
    const including = fileFilter({ include: patterns, exclude: [] })
    return [...paths].flatMap(([path, isFolder]) => {
      const expected = ignored.has(`case-${number}/${path}`)
      const found = [excluding.excludes(path, isFolder), including.includes(path, isFolder)]
      return found.every((one) => one === expected) ? [] : [{ patterns, path, expected }]
    })
  })
  assert.deepEqual(different, [])
  assert.ok(asked.length > 3_000, String(asked.length))
  assert.ok(ignored.size > 300 && ignored.size < asked.length - 300, String(ignored.size))
})

/** Where this filter and pack 0.40.5 differ. The differences were found in builds by hand. */
const differencesFromPack: readonly (readonly [
  patterns: readonly string[],
  path: string,
  excluded: boolean,
])[] = [
  [['tmp/'], 'tmp', true],
  [['a', '!a/b'], 'a', true],
  [['a/b'], 'c/a/b', false],
  [['?.x'], 'a.x', true],
]

for (const [patterns, path, excluded] of differencesFromPack) {
  test(`${patterns.join(', ')}: ${path} ${excluded ? 'is excluded' : 'is not excluded'}, as in git and not as in pack`, () => {
    const filter = fileFilter({ include: undefined, exclude: patterns })
    assert.equal(filter.excludes(path, !path.includes('.')), excluded)
  })
}

/** Which of these paths are excluded: folders, and files in them. */
const gitPaths = ['.git', '.git/HEAD', '.git/config', 'module/.git', 'module/.git/HEAD']
const excludedGitPaths = (patterns: FilePatterns): readonly string[] => {
  const filter = fileFilter(patterns)
  const isFolder = (path: string) => path.endsWith('.git')
  return gitPaths.filter(
    (path) => filter.excludes(path, isFolder(path)) || !filter.includes(path, isFolder(path)),
  )
}

test('.git is excluded at any depth, as a folder and as a file, and no other name', () => {
  assert.deepEqual(excludedGitPaths({ exclude: [] }), gitPaths)
  assert.deepEqual(excludedGitPaths({ include: ['*'], exclude: ['*.log'] }), gitPaths)
  const filter = fileFilter({ exclude: [] })
  assert.ok(filter.excludes('module/.git', false))
  for (const name of ['.gitignore', '.github', 'a.git', '.GIT']) assert.ok(!filter.excludes(name, true), name)
})

const broughtBack: readonly (readonly [patterns: FilePatterns, excluded: readonly string[]])[] = [
  [{ exclude: ['!.git'] }, []],
  [{ exclude: ['!/.git'] }, ['module/.git', 'module/.git/HEAD']],
  [{ exclude: ['!.git', '.git/config'] }, ['.git/config']],
  [{ include: ['.git'], exclude: [] }, []],
  [{ include: ['./.git'], exclude: [] }, ['module/.git', 'module/.git/HEAD']],
  [{ include: ['*', '/module/.git/'], exclude: [] }, ['.git', '.git/HEAD', '.git/config']],
  [{ include: ['.git/HEAD'], exclude: [] }, ['.git', '.git/config', 'module/.git', 'module/.git/HEAD']],
  [{ include: ['**/.git/HEAD'], exclude: [] }, ['.git', '.git/config', 'module/.git']],
  [{ include: ['.git'], exclude: ['module/.git'] }, ['module/.git', 'module/.git/HEAD']],
  [{ include: ['*', '!.git'], exclude: [] }, gitPaths],
]
for (const [patterns, excluded] of broughtBack) {
  test(`of git's data, ${JSON.stringify(patterns)} excludes ${excluded.length === 0 ? 'nothing' : excluded}`, () => {
    assert.deepEqual(excludedGitPaths(patterns), excluded)
  })
}

test('without patterns everything is included, also with an empty list of patterns to include', () => {
  for (const include of [undefined, []]) {
    const filter = fileFilter({ include, exclude: [] })
    assert.ok(filter.includes('a', false))
    assert.ok(!filter.excludes('a', false))
  }
})

test('excluded files stay out, also if they are included', () => {
  const filter = fileFilter({ include: ['src/'], exclude: ['*.test.js'] })
  assert.ok(filter.includes('src/a.js', false))
  assert.ok(filter.excludes('src/a.test.js', false))
  assert.ok(!filter.includes('a.js', false))
})

test('a pattern that begins with "./" matches in the top folder of the app only', () => {
  const excluding = fileFilter({ include: undefined, exclude: ['./foo', './a/*.log', '!./a/b.log'] })
  assert.deepEqual(
    ['foo', 'x/foo', 'a/a.log', 'a/b.log', 'x/a/a.log'].map((path) => excluding.excludes(path, false)),
    [true, false, true, false, false],
  )
  const including = fileFilter({ include: ['./src'], exclude: [] })
  assert.deepEqual(
    ['src/a.js', 'x/src/a.js', 'a.js'].map((path) => including.includes(path, false)),
    [true, false, false],
  )
})
