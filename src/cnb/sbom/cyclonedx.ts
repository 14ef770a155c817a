import deprecatedIds from 'spdx-license-ids/deprecated.json' with { type: 'json' }
import currentIds from 'spdx-license-ids/index.json' with { type: 'json' }
import * as v from 'valibot'
import { list } from '../../json/fields.ts'

// The fields of https://cyclonedx.org/docs/1.6/json/ that identify software. Malformed fields count as missing, so that the
// merged document is valid whatever a buildpack writes.

/** CycloneDX allows only these as `id`; other licenses get a `name`. */
export const licenseIds: ReadonlySet<string> = new Set([...currentIds, ...deprecatedIds])

const maybe = <Schema extends v.GenericSchema>(schema: Schema) => v.fallback(v.optional(schema), undefined)

const oneOf = (words: string) => v.picklist(words.split(' '))

const word = v.pipe(v.string(), v.minLength(1))
const text = maybe(word)

const HashSchema = v.object({
  alg: oneOf(
    'MD5 SHA-1 SHA-256 SHA-384 SHA-512 SHA3-256 SHA3-384 SHA3-512 BLAKE2b-256 BLAKE2b-384 BLAKE2b-512 BLAKE3',
  ),
  content: v.pipe(v.string(), v.regex(/^(?:[a-fA-F0-9]{40}|(?:[a-fA-F0-9]{32}){1,4})$/)),
})

// Excludes characters that an IRI must not contain: https://www.rfc-editor.org/rfc/rfc3987#section-2.2
const address = v.pipe(
  v.string(),
  v.regex(/^[^\s<>"{}|\\^`\p{Cc}]+$/u),
  v.check((text) => URL.canParse(text)),
)

const ReferenceSchema = v.object({
  type: oneOf(
    'vcs issue-tracker website advisories bom mailing-list social chat documentation support source-distribution ' +
      'distribution distribution-intake license build-meta build-system release-notes security-contact other',
  ),
  url: address,
  comment: text,
})

const url = maybe(address)
const LicenseSchema = v.object({
  license: v.union([
    v.object({
      id: v.pipe(
        word,
        v.check((id) => licenseIds.has(id)),
      ),
      url,
    }),
    // An ID that is not in the SPDX list becomes a name.
    v.pipe(
      v.object({ id: word, url }),
      v.transform(({ id, url }) => ({ name: id, url })),
    ),
    v.object({ name: word, url }),
  ]),
})
const ExpressionSchema = v.object({ expression: word })

/** Parses a component without the fields that are missing or malformed. */
export const ComponentSchema = v.object({
  type: oneOf(
    'application framework library container platform operating-system device device-driver firmware file ' +
      'machine-learning-model data cryptographic-asset',
  ),
  group: text,
  name: word,
  version: maybe(v.pipe(word, v.maxLength(1024))),
  author: text,
  publisher: text,
  description: text,
  scope: maybe(v.picklist(['required', 'optional', 'excluded'])),
  copyright: text,
  'mime-type': maybe(v.pipe(v.string(), v.regex(/^[-+a-z0-9.]+\/[-+a-z0-9.]+$/))),
  cpe: maybe(v.pipe(v.string(), v.regex(/^cpe:/i))),
  purl: maybe(v.pipe(v.string(), v.regex(/^pkg:[^\s]+$/))),
  hashes: list(HashSchema),
  // Either a list of licenses or one expression.
  licenses: v.fallback(v.union([v.strictTuple([ExpressionSchema]), list(LicenseSchema)]), []),
  externalReferences: list(ReferenceSchema),
  properties: list(v.object({ name: v.string(), value: maybe(v.string()) })),
})

/** A piece of software. */
export type Component = v.InferOutput<typeof ComponentSchema>

const DocumentSchema = v.looseObject({
  bomFormat: v.literal('CycloneDX'),
  components: v.optional(v.array(v.unknown()), []),
  dependencies: list(v.object({ ref: v.string(), dependsOn: list(v.string()) })),
})

const NodeSchema = v.looseObject({ 'bom-ref': maybe(v.string()), components: list(v.unknown()) })

/** The content of an SBOM. */
export interface Bom {
  /** All components, including nested ones, each with the `bom-ref` that the dependencies use. */
  readonly components: readonly { readonly ref: string | undefined; readonly component: Component }[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
}

/** The maximum number of components in one document. The largest applications have about ten thousand. */
export const componentLimit = 200_000

/** Parses a CycloneDX document in JSON. Returns undefined if it is malformed or has too many components. */
export const parseCycloneDx = (json: string): Bom | undefined => {
  const document = v.safeParse(v.pipe(v.string(), v.parseJson(), DocumentSchema), json)
  if (!document.success) return undefined
  const { components, dependencies } = document.output
  const found: { ref: string | undefined; component: Component }[] = []
  // Not recursive, because documents can be nested to any depth.
  const rest = components.slice()
  if (rest.length > componentLimit) return undefined
  for (const next of rest) {
    const node = v.safeParse(NodeSchema, next)
    if (!node.success) continue
    const inner = node.output.components
    if (rest.length + inner.length > componentLimit) return undefined
    // Not a spread, because so many arguments do not fit on the stack.
    for (const one of inner) rest.push(one)
    const component = v.safeParse(ComponentSchema, next)
    if (component.success) found.push({ ref: node.output['bom-ref'], component: component.output })
  }
  return { components: found, dependencies }
}
