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
