import { actionNames } from '../driving/actions.ts'
import type { TrialResult } from './conduct.ts'

type Counted = Pick<TrialResult, 'outcome' | 'duration' | 'findings'> & {
  readonly trial: Pick<TrialResult['trial'], 'action' | 'fault'>
}

/** Formats a Markdown table with the outcomes and the slowest step per fault and action. */
export const formatTable = (results: readonly Counted[]): string => {
  const rows = Map.groupBy(results, ({ trial }) => trial.fault)
    .entries()
    .flatMap(([fault, ofFault]) =>
      actionNames.flatMap((action) => {
        const cell = ofFault.filter(({ trial }) => trial.action === action)
        return cell.length === 0 ? [] : [[fault, action, ...countsOf(cell)]]
      }),
    )
  const head = ['Fault', 'Action', 'Trials', 'Green', 'Red', 'Wrong', 'Leftovers', 'Not met', 'Slowest']
  const lines = [head, head.map((_, nth) => (nth < 2 ? '---' : '---:')), ...rows]
  return [...lines, ['**All**', '', ...countsOf(results)]]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

const countsOf = (results: readonly Counted[]): readonly string[] => {
  const count = (outcome: Counted['outcome']) => results.filter((result) => result.outcome === outcome).length
  const leftovers = results.flatMap(({ findings }) => findings.filter((finding) => /^it left /.test(finding)))
  const slowest = Math.max(0, ...results.map(({ duration }) => duration))
  return [
    ...[results.length, count('green'), count('red'), count('wrong'), leftovers.length, count('not met')],
    `${(slowest / 1000).toFixed(1)} s`,
  ].map(String)
}
