import * as v from 'valibot'
import { list } from '../../json/fields.ts'
import { type Bom, ComponentSchema, componentLimit } from './cyclonedx.ts'

const text = v.pipe(v.string(), v.minLength(1))

// Older versions of Syft, and libpak, write CPEs and licenses as strings.
const CpeSchema = v.union([
  text,
  v.pipe(
    v.object({ cpe: text }),
    v.transform(({ cpe }) => cpe),
  ),
])
const LicenseSchema = v.union([
  text,
  v.pipe(
    v.object({ spdxExpression: text }),
    v.transform(({ spdxExpression }) => spdxExpression),
  ),
  v.pipe(
    v.object({ value: text }),
    v.transform(({ value }) => value),
  ),
])

/**
 * Returns an object with its keys in lower case. Go ignores the case of keys when it reads JSON, and libpak, the library of
 * many Paketo buildpacks, writes "Artifacts" and "PURL" instead of Syft's "artifacts" and "purl".
 */
const withLowerCaseKeys = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, field]) => [key.toLowerCase(), field]))
    : value

const ArtifactSchema = v.pipe(
  v.unknown(),
  v.transform(withLowerCaseKeys),
  v.object({
    name: v.optional(v.unknown()),
    version: v.optional(v.unknown()),
    purl: v.optional(v.unknown()),
    cpes: list(CpeSchema),
    licenses: list(LicenseSchema),
  }),
)

const DocumentSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.transform(withLowerCaseKeys),
  v.object({
    artifacts: v.nullable(v.pipe(v.array(v.unknown()), v.maxLength(componentLimit), list(ArtifactSchema))),
  }),
)

/**
 * Parses a document in Syft's JSON format. Returns undefined if it is malformed or has too many components. The components
 * are libraries, and all CPEs except the first are properties, as in CycloneDX documents that Syft writes.
 *
 * https://github.com/anchore/syft/tree/main/schema/json
 */
export const parseSyft = (json: string): Bom | undefined => {
  const document = v.safeParse(DocumentSchema, json)
  if (!document.success) return undefined
  const components = (document.output.artifacts ?? []).flatMap(({ cpes, licenses, ...identity }) => {
    const [cpe, ...others] = cpes
    const component = v.safeParse(ComponentSchema, {
      ...identity,
      type: 'library',
      cpe,
      licenses: licensesOf(licenses),
      properties: others.map((value) => ({ name: 'syft:cpe23', value })),
    })
    return component.success ? [{ ref: undefined, component: component.output }] : []
  })
  return { components, dependencies: [] }
}

// For example "GPL-2.0 WITH Classpath-exception-2.0".
const expression = /^[\w.+():-]+(?: (?:AND|OR|WITH) [\w.+():-]+)+$/

const licensesOf = (licenses: readonly string[]): readonly unknown[] => {
  const [only, ...others] = licenses
  if (only !== undefined && others.length === 0 && expression.test(only)) return [{ expression: only }]
  return licenses.map((id) => ({ license: { id } }))
}
