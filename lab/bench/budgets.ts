import type { Figure } from './table.ts'

/** The commit that a change is measured against. */
export const previous = 'HEAD~'

// By the title of what is measured. A limit above the goal is what holds today, with a margin for the noise of a busy
// machine: the goal is not reached yet, and what is gained must not be lost again.
const limits: Readonly<Record<string, number>> = {
  'size of dist': 7.2,
  'start of build-image, against Node alone': 8,
  'start of build-image-post, against Node alone': 8,
  'start of download-image, against Node alone': 8,
  'start of push-image, against Node alone': 8,
  'start of rebase-image, against Node alone': 8,
  'full against sparse, warm': 1.15,
  [`around the creator, full, warm, against ${previous}`]: 1.2,
  [`around the creator, sparse, warm, against ${previous}`]: 1.2,
  'around the creator in the job’s container, against that with Docker': 0.6,
  'peak memory, full, cold': 160,
  'peak memory, full, warm': 150,
  'second run against the first': 0.8,
  'only the app changed': 0.95,
  'saved to the cache when nothing changed': 0,
  'first push of 100 MB, against the faster of skopeo and crane': 2.5,
  'second push of 100 MB, against the faster of skopeo and crane': 20,
  'bytes sent for a thin layout whose base is on the registry, against its own': 1.05,
  'peak memory of a push': 150,
  'sparse rebase': 1,
  'read of the registry by a rebase': 50,
}

/** What is allowed, and what there was. */
export interface Budget {
  readonly title: string
  readonly limit: number
  /** Undefined where nothing measures it any more. */
  readonly figure: Figure | undefined
}

export const budgetsOf = (figures: readonly Figure[]): readonly Budget[] =>
  Object.entries(limits).map(([title, limit]) => ({
    title,
    limit,
    figure: figures.find((figure) => figure.title === title),
  }))

/** A number that was not measured keeps no budget. */
export const isKept = ({ figure, limit }: Budget): boolean =>
  figure?.value !== undefined && figure.value <= limit

/** The budgets as a table in Markdown, those that are exceeded first. */
export const formatBudgets = (budgets: readonly Budget[]): string =>
  [
    '| budget | limit | found | goal | |',
    '| --- | --: | --: | --: | --- |',
    ...budgets.toSorted((a, b) => Number(isKept(a)) - Number(isKept(b))).map(formatBudget),
  ].join('\n')

const formatBudget = (budget: Budget): string => {
  const { title, limit, figure } = budget
  const [unit, goal] = figure === undefined ? ['', ''] : [figure.unit, `${figure.goal}${figure.unit}`]
  const found = figure?.value === undefined ? 'not measured' : `${figure.value.toFixed(2)}${unit}`
  return `| ${title} | ${limit}${unit} | ${found} | ${goal} | ${isKept(budget) ? 'kept' : '**exceeded**'} |`
}
