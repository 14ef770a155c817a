import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'

/** How large the young generation of a process gets, in bytes, that makes garbage of which some lasts for a while. */
const youngGeneration = (before: string): number => {
  const source = `
    import { getHeapSpaceStatistics } from 'node:v8'
    ${before}
    const last = []
    for (let i = 0; i < 3e6; i++) last[i % 50_000] = { i }
    console.log(getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size)`
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', source]))
}

test('the young generation of a process that collects early does not grow', () => {
  const module = JSON.stringify(new URL('../../src/command/garbage-collection.ts', import.meta.url))
  const early = youngGeneration(`import { collectEarly } from ${module}; collectEarly()`)
  assert.ok(early < youngGeneration('') / 2)
})
