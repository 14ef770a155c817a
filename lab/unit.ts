import { runTests } from './testing/tests.ts'
import { runMain } from './tools/main.ts'

/** `npm run test:unit`: runs all tests that need neither Docker nor a bundle. */
await runMain(async () => {
  const { passed, failed, skipped } = await runTests(['__tests__/*.test.ts', '__tests__/!(e2e)/**/*.test.ts'])
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
  return failed === 0 ? 0 : 1
})
