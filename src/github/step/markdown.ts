/**
 * How values of unknown origin get into a job summary. GitHub reads it as Markdown with raw HTML, then turns
 * `@name`, `#1` and `:name:` in the resulting text (not in code) into links and pictures.
 */

const replacement = '\uFFFD'

// Controls, unassigned and private characters, and the invisible ones that reorder or hide text.
const invisible = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu
// Piled up accents overflow their line.
const piledAccents = /\p{M}{4,}/gu

const clean = (value: string): string =>
  value.toWellFormed().replace(/\s+/g, ' ').replace(invisible, replacement).replace(piledAccents, replacement)

/**
 * One line of visible characters, with the middle left out where the value is longer than `limit` characters.
 * White space becomes a space, what can't be seen becomes `\uFFFD`.
 */
export const visible = (value: string, limit: number): string => {
  // A name of megabytes is cut before it is looked at.
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

// An encoded character is never markup, in HTML as in Markdown, nor a table's pipe.
// https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
const encode = (text: string): string =>
  text.replace(/[^A-Za-z0-9 .,:/+=\u0080-\u{10FFFF}-]/gu, (character) => `&#${character.codePointAt(0)};`)

const nameLimit = 80

/** A value inside a sentence. A zero-width space keeps GitHub from making links of it, so it is not for copying. */
export const text = (value: string, limit = nameLimit): string =>
  encode(visible(value, limit).replace(/\bwww(?=\.)|[@#:]|\bGH(?=-)/gi, '$&\u200B'))

/** A value in a code font, for copying; belongs into an HTML block, where Markdown makes no links. */
export const code = (value: string, limit = nameLimit): string =>
  `<code>${encode(visible(value, limit))}</code>`

const linkLimit = 300

/** HTML that leads to a value's https address; the HTML alone where the value is no such address. */
export const linkTo = (address: string, html: string): string => {
  const url = address.length <= linkLimit ? URL.parse(address) : null
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return html
  return url.href.length > linkLimit ? html : `<a href="${encode(visible(url.href, linkLimit))}">${html}</a>`
}

/**
 * A value inside the double quotes of a mermaid label. Only letters, digits and harmless signs stay: comments and
 * directives (`%%{…}%%`) would count even within quotes, and `#…;` is mermaid's own way to encode.
 */
export const mermaidLabel = (value: string, limit = 40): string =>
  visible(value, limit).replace(/[^\p{L}\p{N} .,:/@_+()·…-]/gu, replacement)

const expression = '\u0024{{'
const plainScalar = /^[A-Za-z][\w./@:-]*\w$/
// What readers of some version take for no text: the last is a number to some.
const keyword = /^(?:true|false|null|yes|no|on|off|e-?\d+)$/i

/**
 * A value as a YAML scalar in a workflow file: exactly that text, on one line, without an expression in it.
 * https://docs.github.com/actions/reference/evaluate-expressions-in-workflows-and-actions#literals
 */
export const yamlScalar = (value: string): string => {
  if (plainScalar.test(value) && !keyword.test(value)) return value
  return JSON.stringify(value.replaceAll(expression, () => `${expression} '${expression}' }}`)).replace(
    /[^ -~]|[<>`]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** A section that is closed until the reader opens it. The content starts and ends as an HTML or Markdown block. */
export const details = (title: string, ...blocks: readonly string[]): string =>
  [`<details><summary>${title}</summary>`, ...blocks, '</details>'].join('\n\n')

/** A table in HTML: `head` and `rows` are cells of safe HTML. Cells of the `right` columns are set to the right. */
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
