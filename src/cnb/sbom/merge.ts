import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { type Digest, DigestSchema } from '../../image/digest.ts'
import type { Bom, Component } from './component.ts'
import { uuidOf } from './uuid.ts'

/** The image that an SBOM is of. */
export interface BomSubject {
  /** `my-app` */
  readonly name: string
  readonly digest: Digest
}

/**
 * One CycloneDX document of many, as JSON: components that have one package URL are one, dependencies lead to what became
 * of their ends, and all is sorted. Nothing in it depends on anything but the documents and the image: its serial number
 * is made of the image's digest, and it has no time.
 *
 * https://cyclonedx.org/docs/1.6/json/
 */
export const mergeBoms = ({ name, digest }: BomSubject, boms: readonly Bom[]): string => {
  const components = new Map<string, [Component, ...Component[]]>()
  const dependencies = new Map<string, Set<string>>()
  for (const bom of boms) {
    const refs = new Map<string, string>()
    for (const { ref, component } of bom.components) {
      const own = refOf(component)
      const same = components.get(own)
      if (same === undefined) components.set(own, [component])
      else same.push(component)
      if (ref !== undefined) refs.set(ref, own)
    }
    for (const { ref, dependsOn } of bom.dependencies) {
      const own = refs.get(ref)
      if (own === undefined) continue
      const all = dependencies.get(own) ?? new Set()
      dependencies.set(own, all)
      for (const other of dependsOn.map((one) => refs.get(one))) {
        if (other !== undefined && other !== own) all.add(other)
      }
    }
  }
  const document = {
    ...headOf({ name, digest }),
    components: sorted(components).map(([ref, same]) => ({ 'bom-ref': ref, ...written(unite(same)) })),
    dependencies: sorted(dependencies)
      .filter(([, dependsOn]) => dependsOn.size > 0)
      .map(([ref, dependsOn]) => ({ ref, dependsOn: [...dependsOn].sort() })),
  }
  return `${JSON.stringify(document)}\n`
}

/** What a merged document begins with. */
const headOf = ({ name, digest }: BomSubject) => ({
  $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  serialNumber: `urn:uuid:${uuidOf(digest)}`,
  version: 1,
  metadata: {
    component: {
      'bom-ref': digest,
      type: 'container',
      name,
      version: digest,
      purl: imagePurl(name, digest),
    },
  },
})

const SubjectSchema = v.object({
  metadata: v.object({ component: v.object({ name: v.string(), version: DigestSchema }) }),
})

/** Whether a document begins as this project writes it: to the last letter, serial number and all. */
export const isOwnSbom = (start: string): boolean => {
  const end = start.indexOf(componentsKey)
  if (end === -1) return false
  const head = start.slice(0, end)
  const { metadata } = v.parse(SubjectSchema, JSON.parse(`${head}}`))
  const { name, version: digest } = metadata.component
  return head === JSON.stringify(headOf({ name, digest })).slice(0, -1)
}

const componentsKey = ',"components":['

/** https://github.com/package-url/purl-spec/blob/main/types-doc/oci-definition.md */
const imagePurl = (name: string, digest: Digest): string =>
  `pkg:oci/${encodeURIComponent(name)}@${encodeURIComponent(digest)}`

/** What a component is called in the merged document: its package URL, or what is made of all that is known of it. */
const refOf = (component: Component): string =>
  component.purl ??
  `component:${createHash('sha256').update(JSON.stringify(component)).digest('hex').slice(0, 32)}`

/**
 * What several documents say of one component: the first value of each field, and the entries of all lists. Lists are
 * joined once for all documents: a document may repeat a component as often as it likes.
 */
const unite = ([first, ...others]: readonly [Component, ...Component[]]): Component => {
  if (others.length === 0) return first
  const all = [first, ...others]
  let fields = first
  for (const other of others) {
    const known = Object.entries(fields).filter(([, value]) => value !== undefined)
    fields = { ...other, ...Object.fromEntries(known), type: first.type, name: first.name }
  }
  return {
    ...fields,
    hashes: unique(all.flatMap(({ hashes }) => hashes)),
    licenses: all.find(({ licenses }) => licenses.length > 0)?.licenses ?? [],
    externalReferences: unique(all.flatMap(({ externalReferences }) => externalReferences)),
    properties: unique(all.flatMap(({ properties }) => properties)),
  }
}

const unique = <Entry>(entries: readonly Entry[]): Entry[] => [
  ...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values(),
]

/** A component without its empty lists. */
const written = (component: Component): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(component).filter(([, value]) => !Array.isArray(value) || value.length > 0),
  )

const sorted = <Value>(map: ReadonlyMap<string, Value>): [string, Value][] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1))
