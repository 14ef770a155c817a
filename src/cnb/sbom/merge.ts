import { createHash } from 'node:crypto'
import type { Digest } from '../../image/digest.ts'
import type { Bom, Component } from './cyclonedx.ts'

/**
 * Merges SBOMs of an image, whose name is for example `my-app`, into one CycloneDX document in JSON. Components with the same
 * package URL become one, and everything is sorted. The result depends only on the SBOMs and the image: the serial number is
 * derived from the image's digest, and there is no timestamp.
 *
 * https://cyclonedx.org/docs/1.6/json/
 */
export const mergeBoms = (
  { name, digest }: { readonly name: string; readonly digest: Digest },
  boms: readonly Bom[],
): string => {
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
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(digest)}`,
    version: 1,
    metadata: {
      properties: [ownProperty],
      component: {
        ...{ 'bom-ref': digest, type: 'container', name, version: digest },
        // https://github.com/package-url/purl-spec/blob/main/types-doc/oci-definition.md
        purl: `pkg:oci/${encodeURIComponent(name)}@${encodeURIComponent(digest)}`,
      },
    },
    components: sorted(components).map(([ref, same]) => ({
      'bom-ref': ref,
      ...withoutEmptyLists(mergeComponents(same)),
    })),
    dependencies: sorted(dependencies)
      .filter(([, dependsOn]) => dependsOn.size > 0)
      .map(([ref, dependsOn]) => ({ ref, dependsOn: [...dependsOn].sort() })),
  }
  return `${JSON.stringify(document)}\n`
}

const ownProperty = { name: 'io.github.buildpacks-oci-layout.sbom', value: 'merged' }

/** Whether a document that starts with this text is a merged document: `mergeBoms` puts the property before the components. */
export const isOwnSbom = (start: string): boolean => start.includes(JSON.stringify(ownProperty))

// The namespace of URLs: https://www.rfc-editor.org/rfc/rfc9562#section-6.6
const urlNamespace = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex')

/** Returns the version 5 UUID of a URL. https://www.rfc-editor.org/rfc/rfc9562#section-5.5 */
export const uuidOf = (url: string): string => {
  const bytes = createHash('sha1').update(urlNamespace).update(url).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** The `bom-ref` of a component in the merged document: its package URL, or a hash of the component. */
const refOf = (component: Component): string =>
  component.purl ??
  `component:${createHash('sha256').update(JSON.stringify(component)).digest('hex').slice(0, 32)}`

/**
 * Merges the descriptions of one component: the first value of each field, and the entries of all lists. Lists are joined
 * once for all descriptions, because a document can repeat a component any number of times.
 */
const mergeComponents = ([first, ...others]: readonly [Component, ...Component[]]): Component => {
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

/** Returns a component without its empty lists. */
const withoutEmptyLists = (component: Component): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(component).filter(([, value]) => !Array.isArray(value) || value.length > 0),
  )

const sorted = <Value>(map: ReadonlyMap<string, Value>): [string, Value][] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1))
