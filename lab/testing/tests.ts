import { glob, mkdir, writeFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { finished } from 'node:stream/promises'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { pathToFileURL } from 'node:url'
import { Failure } from '../../src/message/failure.ts'
import { interruption } from '../tools/command.ts'
import { root } from '../tools/folder.ts'

/** Numbers of tests by result, without suites and files. */
export interface TestCounts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

// For two cores, because an end-to-end test waits for the engine half of its time.
const concurrency = 4
const fileTimeout = 15 * 60_000

/** Runs the test files that match the patterns, or a shard of them, and prints the results. */
export const runTests = async (
  patterns: readonly string[],
  shard: Shard = { number: 1, of: 1 },
): Promise<TestCounts> => {
  const all = patterns.length > 0 ? patterns : ['__tests__/**/*.test.ts']
  const chosen = shareOf((await Array.fromAsync(glob(all, { cwd: root }))).toSorted(), shard)
  if (chosen.length === 0) throw new Failure('No test file matches.')
  const counts = { passed: 0, failed: 0, skipped: 0 }
  // With this cache, the processes do not each strip and compile the modules of src.
  process.env['NODE_COMPILE_CACHE'] = join(root, 'node_modules', '.cache', 'node')
  const tests = run({
    cwd: root,
    files: await processesFor(chosen),
    concurrency,
    timeout: fileTimeout,
    signal: interruption.signal,
  })
  tests.on('test:pass', ({ details, name, skip }) => {
    if (details.type === 'suite') return
    if (skip === undefined || skip === false) counts.passed += 1
    else if (typeof skip === 'string' && skip !== '') counts.skipped += 1
    else {
      console.error(`Skipped without a reason, counted as failed: ${name}`)
      counts.failed += 1
    }
  })
  tests.on('test:fail', ({ details }) => {
    if (details.type !== 'suite') counts.failed += 1
  })
  const report = tests.compose(new spec())
  report.pipe(process.stdout, { end: false })
  await finished(report)
  return counts
}

// Packages whose tests do not change global state, such as the console or the environment.
const oneProcess = [
  ...['actions', 'cnb', 'content', 'docs', 'files', 'image', 'json', 'layout', 'message', 'registry'],
  ...['scripts', 'store', 'tar'],
]

/**
 * Returns the files to run in one process each. All tests of such a package share a process, because starting a process
 * takes most of a small test's time.
 */
const processesFor = async (files: readonly string[]): Promise<string[]> => {
  const packageOf = (file: string): string => file.split(sep)[1] ?? ''
  const [alone, together] = [[] as string[], new Map<string, string[]>()]
  for (const file of files) {
    const name = packageOf(file)
    if (!oneProcess.includes(name)) alone.push(file)
    else together.set(name, [...(together.get(name) ?? []), file])
  }
  const folder = join(root, 'node_modules', '.cache', 'tests')
  await mkdir(folder, { recursive: true })
  const starts = [...together].map(async ([name, members]) => {
    const start = join(folder, `${name}.mjs`)
    const imports = members.map((file) => `import '${pathToFileURL(join(root, file))}'\n`)
    await writeFile(start, imports.join(''))
    return start
  })
  return [...(await Promise.all(starts)), ...alone]
}

/** One of several parts of the test files, for example one per machine. */
export interface Shard {
  /** The number of the part, starting at 1. */
  readonly number: number
  readonly of: number
}

/** Parses `1/2`, the first part of two. */
export const parseShard = (text: string): Shard => {
  const [, number, of] = /^([1-9]\d?)\/([1-9]\d?)$/.exec(text) ?? []
  const shard = { number: Number(number), of: Number(of) }
  if (number === undefined || shard.number > shard.of) {
    throw new Failure(`"${text}" is not a valid shard. Example: --shard 1/2`)
  }
  return shard
}

/** Selects the files of a shard from a sorted list. Neighbours have similar subjects and run times. */
export const shareOf = (files: readonly string[], { number, of }: Shard): readonly string[] =>
  files.filter((_, nth) => nth % of === number - 1)
