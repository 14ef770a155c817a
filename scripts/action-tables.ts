import * as v from 'valibot'
import { parse } from 'yaml'
import { Failure } from '../src/message/failure.ts'

// Descriptions are mandatory, because docs/inputs.md consists of them.
const DescriptionSchema = v.pipe(
  v.string('has no description'),
  v.trim(),
  v.minLength(1, 'has no description'),
)

const MetadataSchema = v.object({
  inputs: v.record(
    v.string(),
    v.object({
      description: DescriptionSchema,
      required: v.optional(v.boolean(), false),
      default: v.optional(v.union([v.string(), v.number(), v.boolean()])),
    }),
  ),
  outputs: v.record(v.string(), v.object({ description: DescriptionSchema })),
})

type Metadata = v.InferOutput<typeof MetadataSchema>

/** Parses an action.yml; `file` is its name for messages. Throws a Failure with the inputs and outputs without a description. */
export const parseMetadata = (text: string, file: string): Metadata => {
  const result = v.safeParse(MetadataSchema, parse(text))
  if (result.success) return result.output
  const flaws = result.issues.map((issue) => `  ${v.getDotPath(issue) ?? ''}: ${issue.message}`)
  throw new Failure(
    `docs/inputs.md could not be generated from ${file}. Describe every input and output there.`,
    {
      detail: flaws,
    },
  )
}

/** Formats the inputs as a Markdown table, in the order of action.yml. */
export const inputTable = ({ inputs }: Metadata): string =>
  table(
    ['Input', 'Default', 'Meaning'],
    Object.entries(inputs).map(([name, input]) => [
      `\`${name}\``,
      input.required ? '**required**' : defaultOf(String(input.default ?? '')),
      sentence(input.description),
    ]),
  )

/** Formats the outputs as a Markdown table, in the order of action.yml. */
export const outputTable = ({ outputs }: Metadata): string =>
  table(
    ['Output', 'Meaning'],
    Object.entries(outputs).map(([name, { description }]) => [`\`${name}\``, sentence(description)]),
  )

// In characters, so that the README shows the block without a scroll bar.
const commentWidth = 100

/**
 * Formats a step with all inputs as YAML, in the order of action.yml: descriptions as comments, defaults as values. A
 * required input has the example of its description.
 */
export const inputExample = ({ inputs }: Metadata, uses: string): string => {
  const lines = Object.entries(inputs).map(([name, { description, required, default: value = '' }]) => {
    const [, example = ''] = /Example: `([^`]+)`/.exec(description) ?? []
    const comment = wrap(sentence(description), commentWidth).map((line) => `    # ${line}`)
    return [...comment, `    ${name}: ${JSON.stringify(required ? example : String(value))}`, ''].join('\n')
  })
  return ['```yaml', `- uses: ${uses}`, '  with:', lines.join('\n').trimEnd(), '```'].join('\n')
}

/** Breaks a text into lines of at most a width, except for words that are longer. */
const wrap = (text: string, width: number): readonly string[] => {
  const lines = ['']
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1) ?? ''
    if (line === '') lines[lines.length - 1] = word
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}

const defaultOf = (text: string): string => (text === '' ? '' : `\`${text}\``)

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n')

const cell = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('|', '\\|')

/**
 * Replaces the content between a document's markers, `<!-- begin NAME -->` and `<!-- end NAME -->`.
 * Throws a Failure unless the document has both markers once, in this order.
 */
export const fillSection = (document: string, name: string, content: string): string => {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`]
  const [before, rest, ...more] = document.split(begin)
  const [, after, ...others] = rest?.split(end) ?? []
  if (before === undefined || after === undefined || more.length > 0 || others.length > 0) {
    throw new Failure(`The document needs the lines "${begin}" and "${end}" once each, in this order.`)
  }
  return `${before}${begin}\n\n${content}\n\n${end}${after}`
}
