import { CreatorFailure } from '../../../cnb/creator/exit-code.ts'
import type { FailureSummary } from '../../../github/step/failure-summary.ts'
import { code, factsTable, firstRows, table, text, verbatim } from '../../../github/step/markdown.ts'

const buildpackLimit = 50

/** The job summary of a build that failed. If the lifecycle failed, it has the phase, the exit code and the last lines. */
export const buildFailureSummary: FailureSummary = {
  title: 'Build failed',
  sections: (error) => (error instanceof CreatorFailure ? [phaseTable(error), ...detectTable(error)] : []),
  detailTitle: (error) => (error instanceof CreatorFailure ? 'Last lines of the build' : 'Details'),
}

const phaseTable = ({ result: { phase, exitCode, meaning } }: CreatorFailure): string =>
  factsTable([
    ['Failed while', text(phase)],
    ['Exit code', code(String(exitCode))],
    ['Meaning', text(meaning, 300)],
  ])

/** The detect result of each buildpack. Those that explain most come first. */
const detectTable = ({ result: { detectResults } }: CreatorFailure): readonly string[] => {
  if (detectResults.length === 0) return []
  const order = ['error', 'failed', 'passed', 'skipped']
  const sorted = detectResults.toSorted((a, b) => order.indexOf(a.result) - order.indexOf(b.result))
  const rows = firstRows(
    sorted,
    buildpackLimit,
    ({ buildpack, result, reason }) => [
      verbatim(buildpack, 200),
      result,
      reason === '' ? '' : verbatim(reason, 200),
    ],
    'more buildpack',
  )
  return [table(['Buildpack', 'Detection', 'Reason'], rows)]
}
