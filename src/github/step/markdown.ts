import { cutAtWord } from '../../message/printable.ts'
import { formatCount } from '../../message/quantity.ts'

/**
 * Untrusted values in a job summary. GitHub reads the summary as Markdown with raw HTML, and then turns `@name`, `#1` and
 * `:name:` in the resulting text (not in code) into links and images.
 */

const replacement = '\uFFFD'

// Controls, unassigned and private characters, and the invisible ones that reorder or hide text.
const invisible = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu
// Many combining characters on one letter cover the lines above and below.
const stackedAccents = /\p{M}{4,}/gu

const replaceInvisible = (value: string): string =>
  value.toWellFormed().replace(invisible, replacement).replace(stackedAccents, replacement)

const clean = (value: string): string => replaceInvisible(value.replace(/\s+/g, ' '))

/**
 * One line of visible characters. If the value has more than `limit` characters, the middle is left out. White space
 * becomes one space, and invisible characters become `\uFFFD`.
 */
export const visible = (value: string, limit: number): string => {
  // A value of megabytes is cut before it is processed.
  const ample = 8 * limit
  const shown =
    value.length > 2 * ample ? `${clean(value.slice(0, ample))}…${clean(value.slice(-ample))}` : clean(value)
  const characters = [...shown]
  if (characters.length <= limit) return shown
  const tail = Math.floor((limit - 1) / 3)
  return [...characters.slice(0, limit - 1 - tail), '…', ...characters.slice(characters.length - tail)].join(
    '',
  )
}

// An encoded character is never markup, neither in HTML nor in Markdown, and never separates the cells of a table.
// https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
const encode = (text: string): string =>
  text.replace(/[^A-Za-z0-9 .,:/+=\u0080-\u{10FFFF}-]/gu, (character) => `&#${character.codePointAt(0)};`)

const nameLimit = 80

/** A value inside a sentence. Zero-width spaces prevent links, so users should not copy it. */
export const text = (value: string, limit = nameLimit): string =>
  encode(visible(value, limit).replace(/\bwww(?=\.)|[@#:]|\bGH(?=-)/gi, '$&\u200B'))

/** A value in a code font that users can copy. Use it inside an HTML block, where Markdown creates no links. */
export const code = (value: string, limit = nameLimit): string =>
  `<code>${encode(visible(value, limit))}</code>`

/** An image's reference in a code font, whole, so that users can copy it: the limit is longer than any. */
export const referenceCode = (reference: string): string => code(reference, 600)

const linkLimit = 300

/**
 * Text that may contain secrets, in a code font. Use it inside an HTML block. The runner masks secrets in a job summary
 * only as they are, or escaped as in XML, so nothing else is encoded.
 * https://github.com/actions/runner/blob/main/src/Runner.Sdk/Util/ValueEncoders.cs
 */
export const verbatim = (value: string, limit: number): string => `<code>${escapeXml(value, limit)}</code>`

/** Lines that may contain secrets, as a block. */
export const preformatted = (lines: readonly string[]): string =>
  `<pre>${lines.map((line) => escapeXml(line, 500)).join('\n')}</pre>`

const xmlEntities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

const escapeXml = (value: string, limit: number): string => {
  const shown = replaceInvisible(cutAtWord(value, limit))
  return shown.replace(/[&<>"']/g, (character) => xmlEntities[character] ?? '')
}

/** HTML with a link to an https address. Returns the HTML alone if the address is not one. */
export const linkTo = (address: string, html: string): string => {
  const url = address.length <= linkLimit ? URL.parse(address) : null
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return html
  return url.href.length > linkLimit ? html : `<a href="${encode(visible(url.href, linkLimit))}">${html}</a>`
}

const expression = '\u0024{{'
const plainScalar = /^[A-Za-z][\w./@:-]*\w$/
// Plain scalars that a YAML parser may read as another type. Some parsers read the last one as a number.
const keyword = /^(?:true|false|null|yes|no|on|off|e-?\d+)$/i

/**
 * A value as a YAML scalar in a workflow file: exactly that text, on one line, and not evaluated as an expression.
 * https://docs.github.com/actions/reference/evaluate-expressions-in-workflows-and-actions#literals
 */
export const yamlScalar = (value: string): string => {
  if (plainScalar.test(value) && !keyword.test(value)) return value
  return JSON.stringify(value.replaceAll(expression, () => `${expression} '${expression}' }}`)).replace(
    /[^ -~]|[<>`]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** A section that is closed until the reader opens it. `blocks` are HTML or Markdown blocks. */
export const details = (title: string, ...blocks: readonly string[]): string =>
  [`<details><summary>${title}</summary>`, ...blocks, '</details>'].join('\n\n')

/** A table of facts: each has a name, and a value of safe HTML. */
export const factsTable = (facts: readonly (readonly [string, string])[]): string =>
  table(
    [],
    facts.map(([name, value]) => [`<b>${name}</b>`, value]),
  )

/** The rows of the first items, and one that counts the others, for example `3 more buildpacks`. */
export const firstRows = <Item>(
  items: readonly Item[],
  limit: number,
  rowOf: (item: Item) => readonly string[],
  what: string,
  plural?: string,
): readonly (readonly string[])[] => {
  const rows = items.slice(0, limit).map(rowOf)
  if (items.length <= limit) return rows
  const blanks = Array<string>((rows[0]?.length ?? 1) - 1).fill('')
  return [...rows, [`<i>${formatCount(items.length - limit, what, plural)}</i>`, ...blanks]]
}

/** A table in HTML: `head` and `rows` are cells of safe HTML. The `right` columns are aligned to the right. */
export const table = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string => {
  const line = (tag: 'th' | 'td', cells: readonly string[]): string =>
    `<tr>${cells.map((cell, i) => `<${tag}${right.includes(i) ? ' align="right" nowrap' : ''}>${cell}</${tag}>`).join('')}</tr>`
  return [
    '<table>',
    ...(head.length > 0 ? [line('th', head)] : []),
    ...rows.map((row) => line('td', row)),
    '</table>',
  ].join('\n')
}
