import { glob, mkdir, writeFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { finished } from 'node:stream/promises'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { pathToFileURL } from 'node:url'
import { Failure } from '../../src/message/failure.ts'
import { interruption } from '../tools/command.ts'
import { root } from '../tools/folder.ts'
import { type Shard, shareOf } from './shard.ts'

/** How many tests ended how; suites and files don't count. */
export interface TestCounts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

// Two cores, and every end-to-end test waits for the engine half of its time.
const concurrency = 4
const fileTimeout = 15 * 60_000

/** Runs the test files of some patterns, or a share of them, and prints how they go. */
export const runTests = async (
  patterns: readonly string[],
  shard: Shard = { number: 1, of: 1 },
): Promise<TestCounts> => {
  const all = patterns.length > 0 ? patterns : ['__tests__/**/*.test.ts']
  const chosen = shareOf((await Array.fromAsync(glob(all, { cwd: root }))).toSorted(), shard)
  if (chosen.length === 0) throw new Failure('There is no test to run.')
  const counts = { passed: 0, failed: 0, skipped: 0 }
  // Without this cache, each process strips and compiles the same modules of src again.
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
      console.error(`Skipped without a reason, which counts as failed: ${name}`)
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

// Packages whose tests neither wait for a clock or a service, nor change what a process has once, such as its console.
const oneProcess = ['cnb', 'content', 'files', 'image', 'json', 'layout', 'message', 'tar']

/**
 * The files to start, each in a process: all tests of such a package are one together. Most of a small test's time goes
 * into the start of its process.
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
