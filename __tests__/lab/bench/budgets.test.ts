import assert from 'node:assert/strict'
import { test } from 'node:test'
import { budgetsOf, formatBudgets, isKept, previous } from '../../../lab/bench/budgets.ts'
import { aroundFigures } from '../../../lab/bench/comparison.ts'
import { pushFigures } from '../../../lab/bench/pushes.ts'
import { rebaseFigures } from '../../../lab/bench/rebases.ts'
import { usualFigures } from '../../../lab/bench/report.ts'
import { reuseFigures } from '../../../lab/bench/reuse.ts'
import { startRows } from '../../../lab/bench/starts.ts'

const title = 'full against sparse, warm'
const withValue = (value: number | undefined) =>
  budgetsOf([{ title, value, goal: 1.05, unit: ' ×' }]).filter((budget) => budget.title === title)

test('a budget is kept up to its limit, and exceeded above it', () => {
  assert.deepEqual([1, 1.15, 1.16].flatMap(withValue).map(isKept), [true, true, false])
  assert.match(
    formatBudgets(withValue(1.5)),
    /\| full against sparse, warm \| 1\.15 × \| 1\.50 × \| 1\.05 × \| \*\*exceeded\*\* \|$/,
  )
})

test('what was not measured keeps no budget', () => {
  assert.deepEqual(withValue(undefined).map(isKept), [false])
  assert.match(
    formatBudgets(budgetsOf([])),
    /\| size of dist \| 7\.2 \| not measured \| {2}\| \*\*exceeded\*\*/,
  )
})

test('every budget is of something that the bench measures, and every entry’s start has one', () => {
  const none = new Map()
  const figures = [
    ...usualFigures(none, 0),
    ...aroundFigures(none, previous),
    ...reuseFigures(none),
    ...pushFigures(none),
    ...rebaseFigures(none),
  ]
  const budgets = budgetsOf(figures)
  assert.deepEqual(
    budgets.filter(({ figure }) => figure === undefined).map((budget) => budget.title),
    [],
  )
  const titles = new Set(budgets.map((budget) => budget.title))
  assert.deepEqual(
    [...startRows.values()].filter((row) => !titles.has(`${row}, against Node alone`)),
    [],
  )
})
