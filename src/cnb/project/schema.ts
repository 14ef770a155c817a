import * as v from 'valibot'

// https://github.com/buildpacks/spec/blob/main/extensions/project-descriptor.md; of 0.1, and of where the
// specification is silent, pack's reading: https://github.com/buildpacks/pack/tree/v0.40.5/pkg/project
// What these schemas do not have is dropped, and so known to be unknown.

const text = v.optional(v.string())
const texts = v.optional(v.array(v.string()))
const anything = v.optional(v.unknown())

const script = v.optional(v.object({ api: text, inline: text, shell: text }))

const plainBuildpack = v.object({ id: text, version: text, uri: text, script })
/** A variable without a value is empty, as with pack. */
const plainVariable = v.object({ name: v.string(), value: v.optional(v.string(), '') })

// https://github.com/buildpacks/rfcs/blob/main/text/0134-execution-environments.md
const limitedBuildpack = v.object({ ...plainBuildpack.entries, 'exec-env': texts })
const limitedVariable = v.object({ ...plainVariable.entries, 'exec-env': texts })

/** An array of tables. A single table of the same name is TOML that looks right and means something else. */
const tables = <Schema extends v.GenericSchema>(schema: Schema, name: string) =>
  v.array(schema, ({ input, message }) =>
    typeof input === 'object' && !Array.isArray(input) ? `is one table; write [[${name}]]` : message,
  )
const listOf = <Schema extends v.GenericSchema>(schema: Schema, name: string) =>
  v.optional(tables(schema, name), [])
const groupOf = <Schema extends v.GenericSchema>(schema: Schema, name: string) =>
  v.optional(v.object({ group: listOf(schema, `${name}.group`) }))

const described = {
  id: anything,
  name: anything,
  version: text,
  authors: anything,
  licenses: anything,
  'documentation-url': anything,
  'source-url': text,
}

const header = v.optional(v.object({ 'schema-version': text, ...described, metadata: anything }), {})

/** The one table that all versions may have. */
export const VersionSchema = v.object({ _: v.optional(v.object({ 'schema-version': text })) })

export const Schema01 = v.object({
  _: v.optional(v.object({ 'schema-version': text })),
  project: v.optional(v.object(described), {}),
  build: v.optional(
    v.object({
      include: texts,
      exclude: texts,
      builder: text,
      buildpacks: listOf(plainBuildpack, 'build.buildpacks'),
      env: listOf(plainVariable, 'build.env'),
      pre: groupOf(plainBuildpack, 'build.pre'),
      post: groupOf(plainBuildpack, 'build.post'),
    }),
    {},
  ),
  metadata: anything,
  /** Later schemas' table, none of which is known to this one. */
  io: v.optional(v.object({})),
})

export const Schema02 = v.object({
  _: header,
  io: v.optional(
    v.object({
      buildpacks: v.optional(
        v.object({
          include: texts,
          exclude: texts,
          builder: text,
          group: listOf(plainBuildpack, 'io.buildpacks.group'),
          build: v.optional(
            v.object({ env: v.optional(tables(plainVariable, 'io.buildpacks.build.env')) }),
            {},
          ),
          /** As it was before https://github.com/buildpacks/pack/pull/1479. */
          env: v.optional(v.object({ build: listOf(plainVariable, 'io.buildpacks.env.build') }), {}),
          pre: groupOf(plainBuildpack, 'io.buildpacks.pre'),
          post: groupOf(plainBuildpack, 'io.buildpacks.post'),
        }),
        {},
      ),
    }),
    {},
  ),
})

export const Schema03 = v.object({
  _: header,
  io: v.optional(
    v.object({
      buildpacks: v.optional(
        v.object({
          include: texts,
          exclude: texts,
          builder: text,
          group: listOf(limitedBuildpack, 'io.buildpacks.group'),
          build: v.optional(v.object({ env: listOf(limitedVariable, 'io.buildpacks.build.env') }), {}),
          pre: groupOf(limitedBuildpack, 'io.buildpacks.pre'),
          post: groupOf(limitedBuildpack, 'io.buildpacks.post'),
        }),
        {},
      ),
    }),
    {},
  ),
})

/** A buildpack as a group of a project descriptor names it. */
export type GroupEntry = v.InferOutput<typeof plainBuildpack> & {
  readonly 'exec-env'?: readonly string[] | undefined
}

/** A variable of the build as a project descriptor has it. */
export type VariableEntry = v.InferOutput<typeof plainVariable> & {
  readonly 'exec-env'?: readonly string[] | undefined
}
