import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { Failure } from '../../src/message/failure.ts'
import { interruption } from '../tools/command.ts'
import { root } from '../tools/folder.ts'

/** How many tests ended how; suites and files don't count. */
export interface TestCounts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

// Two cores, and every end-to-end test waits for the engine half of its time.
const concurrency = 4
const fileTimeout = 15 * 60_000

/** Runs the test files of some patterns, each in a process of its own, and prints how they go. */
export const runTests = async (patterns: readonly string[]): Promise<TestCounts> => {
  const all = patterns.length > 0 ? patterns : ['__tests__/**/*.test.ts']
  const chosen = await Array.fromAsync(glob(all, { cwd: root }))
  if (chosen.length === 0) throw new Failure('There is no test to run.')
  const counts = { passed: 0, failed: 0, skipped: 0 }
  // Each file has a process, which would strip and compile the same modules of src anew.
  process.env['NODE_COMPILE_CACHE'] = join(root, 'node_modules', '.cache', 'node')
  const tests = run({
    cwd: root,
    files: chosen.toSorted(),
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
