import * as v from 'valibot'

// https://github.com/buildpacks/spec/blob/main/extensions/project-descriptor.md. Version 0.1, and what the specification
// leaves open, follow pack: https://github.com/buildpacks/pack/tree/v0.40.5/pkg/project
// Parsing drops keys that a schema does not have. `unknownKeys` finds them.

const text = v.optional(v.string())
const texts = v.optional(v.array(v.string()))
const anything = v.optional(v.unknown())

const script = v.optional(v.object({ api: text, inline: text, shell: text }))

const plainBuildpack = v.object({ id: text, version: text, uri: text, script })
/** A variable without a value is empty, as in pack. */
const plainVariable = v.object({ name: v.string(), value: v.optional(v.string(), '') })

// https://github.com/buildpacks/rfcs/blob/main/text/0134-execution-environments.md
const limitedBuildpack = v.object({ ...plainBuildpack.entries, 'exec-env': texts })
const limitedVariable = v.object({ ...plainVariable.entries, 'exec-env': texts })

/** An array of tables. A single table with this name is valid TOML, but has another meaning. */
const listOf = <Schema extends v.GenericSchema>(schema: Schema, name: string) =>
  v.optional(
    v.array(schema, ({ input, message }) =>
      typeof input === 'object' && !Array.isArray(input) ? `is one table; write [[${name}]]` : message,
    ),
  )

/** The keys with the same names in all versions, in the table `name`. */
const sharedKeys = <Schema extends v.GenericSchema>(buildpack: Schema, name: string) => ({
  include: texts,
  exclude: texts,
  builder: text,
  pre: v.optional(v.object({ group: listOf(buildpack, `${name}.pre.group`) })),
  post: v.optional(v.object({ group: listOf(buildpack, `${name}.post.group`) })),
})

const described = {
  id: anything,
  name: anything,
  version: text,
  authors: anything,
  licenses: anything,
  'documentation-url': anything,
  'source-url': text,
}

/** The only table that all versions have. */
export const VersionSchema = v.object({ _: v.optional(v.object({ 'schema-version': text })) })

export const Schema01 = v.object({
  ...VersionSchema.entries,
  project: v.optional(v.object(described), {}),
  build: v.optional(
    v.object({
      ...sharedKeys(plainBuildpack, 'build'),
      buildpacks: listOf(plainBuildpack, 'build.buildpacks'),
      env: listOf(plainVariable, 'build.env'),
    }),
  ),
  metadata: anything,
  /** The table of later versions. Version 0.1 has none of its keys. */
  io: v.optional(v.object({})),
})

const laterSchema = <Keys extends v.ObjectEntries>(keys: Keys) =>
  v.object({
    _: v.optional(v.object({ 'schema-version': text, ...described, metadata: anything })),
    io: v.optional(v.object({ buildpacks: v.optional(v.object(keys)) })),
  })

export const Schema02 = laterSchema({
  ...sharedKeys(plainBuildpack, 'io.buildpacks'),
  group: listOf(plainBuildpack, 'io.buildpacks.group'),
  build: v.optional(v.object({ env: listOf(plainVariable, 'io.buildpacks.build.env') })),
  /** The name before https://github.com/buildpacks/pack/pull/1479. */
  env: v.optional(v.object({ build: listOf(plainVariable, 'io.buildpacks.env.build') })),
})

export const Schema03 = laterSchema({
  ...sharedKeys(limitedBuildpack, 'io.buildpacks'),
  group: listOf(limitedBuildpack, 'io.buildpacks.group'),
  build: v.optional(v.object({ env: listOf(limitedVariable, 'io.buildpacks.build.env') })),
})

interface Limited {
  readonly 'exec-env'?: readonly string[] | undefined
}

/** A buildpack in a group of a project descriptor. */
export type GroupEntry = v.InferOutput<typeof plainBuildpack> & Limited

/** A build-time variable of a project descriptor. */
export type VariableEntry = v.InferOutput<typeof plainVariable> & Limited

/** The keys of a document, with dots between them, that parsing with a schema dropped. */
export const unknownKeys = (document: unknown, parsed: unknown, path = ''): readonly string[] => {
  if (document === parsed) return []
  if (Array.isArray(document)) {
    const list: readonly unknown[] = Array.isArray(parsed) ? parsed : []
    return [
      ...new Set(document.flatMap((item: unknown, position) => unknownKeys(item, list[position], path))),
    ]
  }
  if (!isTable(document)) return []
  const known = isTable(parsed) ? parsed : {}
  return Object.entries(document).flatMap(([key, value]) => {
    const name = path === '' ? key : `${path}.${key}`
    return Object.hasOwn(known, key) ? unknownKeys(value, known[key], name) : [name]
  })
}

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
