import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure, messageOf } from '../../message/failure.ts'
import { linkTo, preformatted, text, verbatim } from './markdown.ts'
import type { StepContext } from './step-context.ts'

/** The job summary of a step that failed. */
export interface FailureSummary {
  /** For example `Build failed`. */
  readonly title: string
  /** Sections between the error and its details, as Markdown blocks. Default: none. */
  readonly sections?: (error: Failure) => readonly string[]
  /** The title of the error's details. */
  readonly detailTitle?: (error: Failure) => string
}

/** A section of docs/troubleshooting.md. */
export interface TroubleshootingSection {
  /** The heading in Markdown, without the number signs. */
  readonly heading: string
  /** The heading's anchor on GitHub. */
  readonly anchor: string
}

const messageLimit = 2_000
const detailLimit = 20

/** Formats the job summary of a step that failed, as GitHub-flavoured Markdown. `link` is HTML. */
export const formatFailure = (
  error: Failure,
  { title, sections = () => [], detailTitle = () => 'Details' }: FailureSummary,
  link: string,
): string => {
  const detail = error.detail.slice(0, detailLimit)
  const more = error.detail.length > detail.length ? ' The log has more lines.' : ''
  const blocks = [
    `<h2>${text(title)}</h2>`,
    `<blockquote>${verbatim(error.message, messageLimit)}</blockquote>`,
    ...sections(error),
    ...(detail.length === 0 ? [] : [`<p>${text(detailTitle(error))}:${more}</p>`, preformatted(detail)]),
    `<p>${link}</p>`,
  ]
  return `${blocks.join('\n\n')}\n`
}

/** The failure to show for an error. An unexpected error is a defect of this action. */
export const failureOf = (error: unknown): Failure =>
  error instanceof Failure
    ? error
    : new Failure(`Unexpected error (please report it): ${messageOf(error)}`, { cause: error })

/**
 * A link to the section of docs/troubleshooting.md about an error, in the version of this action. The page comes with the
 * action: `bundle` is the path of the program that the runner started, which is in `dist`.
 */
export const troubleshootingLink = async (
  error: Failure,
  { serverUrl, repository, commit, actionRepository, actionRef }: StepContext,
  bundle: string,
): Promise<string> => {
  const page = await readFile(join(dirname(bundle), '..', troubleshootingPage), 'utf8').catch(() => '')
  const section = findSection(error.message, page)
  const version = actionRepository === undefined ? [repository, commit] : [actionRepository, actionRef]
  const [name, ref = 'HEAD'] = version
  const address = `${serverUrl}/${name}/blob/${ref}/${troubleshootingPage}`
  return section === undefined
    ? linkTo(address, 'Troubleshooting')
    : linkTo(
        `${address}#${section.anchor}`,
        `Troubleshooting: ${text(section.heading.replaceAll('`', ''), 200)}`,
      )
}

const troubleshootingPage = 'docs/troubleshooting.md'

// Shorter quotes, such as the name of an input, are in messages of many kinds.
const leastQuote = 12

// A quote with an open end says what failed, but not why: a shorter quote of the reason wins.
const openEndPenalty = 8

/**
 * Finds the section about an error message. Headings, and the first cells of tables, quote messages: `…` stands for text
 * that differs, and commas separate alternatives. The longest quote in the message wins.
 */
export const findSection = (message: string, page: string): TroubleshootingSection | undefined => {
  let heading = ''
  let found: TroubleshootingSection | undefined
  let best = 0
  for (const line of page.split('\n')) {
    const [, title] = /^#{2,3} (.*)$/.exec(line) ?? []
    heading = title ?? heading
    const quotes = title ?? (line.startsWith('| `') ? (line.split(' | ')[0] ?? '') : '')
    for (const alternative of quotes.split(/(?<=`)(?:, | and )(?=`)/)) {
      const length = lengthOfQuote(alternative, message)
      const score = /…`$/.test(alternative) ? length - openEndPenalty : length
      if (length < leastQuote || score <= best) continue
      best = score
      found = { heading, anchor: anchorOf(heading) }
    }
  }
  return found
}

/** How many characters of a message the code spans of a text quote; 0 if the message does not have all of them. */
const lengthOfQuote = (quote: string, message: string): number => {
  let position = 0
  let length = 0
  for (const [, span = ''] of quote.matchAll(/`([^`]+)`/g)) {
    for (const part of span.split('…').map((part) => part.trim())) {
      const index = message.indexOf(part, position)
      if (index === -1) return 0
      position = index + part.length
      length += part.length
    }
  }
  return length
}

/** GitHub's anchor of a heading: lower case, hyphens instead of spaces, and no other punctuation. */
const anchorOf = (heading: string): string =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-')
