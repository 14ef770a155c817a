import { checkDocument } from '../../json/document.ts'
import { parseToml } from '../../json/toml.ts'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import { isVariableName } from '../input/variable-name.ts'
import { type GroupEntry, Schema01, Schema02, Schema03, type VariableEntry, VersionSchema } from './schema.ts'
import { unknownKeys } from './unknown-keys.ts'

/** A buildpack whose build is a script in the project descriptor. */
export interface InlineBuildpack {
  readonly id: string
  readonly version: string
  readonly api: string
  readonly shell: string
  readonly script: string
}

/** A buildpack of a group: a script, or where it is to be found, in words that the input `buildpacks` knows. */
export type DescribedBuildpack = InlineBuildpack | string

/** Where the project says that its sources are from. */
export interface ProjectSource {
  readonly version: string
  readonly url: string
}

/** What a project descriptor tells about a build. */
export interface ProjectDescriptor {
  readonly builder: string | undefined
  /** Patterns as in `.gitignore`: of these, or all but these. */
  readonly include: readonly string[] | undefined
  readonly exclude: readonly string[] | undefined
  readonly environment: ReadonlyMap<string, string>
  readonly group: readonly DescribedBuildpack[]
  readonly pre: readonly DescribedBuildpack[]
  readonly post: readonly DescribedBuildpack[]
  readonly source: ProjectSource | undefined
}

/** How a project descriptor is read. */
export interface DescriptorReading {
  /** The path of its file, for messages. */
  readonly name: string
  /** What is for other execution environments only is left out. */
  readonly executionEnvironment: string
  readonly warn: (message: string) => void
}

/**
 * Reads a project descriptor of the schema 0.1, 0.2 or 0.3. What it has and nobody reads is warned of.
 *
 * Throws a Failure if it is no TOML, of another schema, has include and exclude at once, a buildpack that is not told
 * by one of id, URI and script, or a variable whose name is none.
 */
export const readDescriptor = (bytes: Uint8Array | string, reading: DescriptorReading): ProjectDescriptor => {
  const { name, executionEnvironment } = reading
  const document = parseToml(bytes, name)
  const read = readTables(document, reading)
  if (read.include !== undefined && read.exclude !== undefined) {
    throw new Failure(`${name} has "include" and "exclude", and only one of them can be. Remove one.`)
  }
  const meant = (entry: GroupEntry | VariableEntry): boolean => isMeant(entry, executionEnvironment)
  const group = (entries: readonly GroupEntry[]) =>
    entries.filter(meant).map((entry) => describedBuildpack(entry, name))
  const variables = read.variables.filter(meant)
  const odd = variables.find((variable) => !isVariableName(variable.name))
  if (odd !== undefined) {
    throw new Failure(
      `${name} has a variable of the build called "${printable(odd.name)}", which is no variable’s name. ` +
        'A name has letters, digits, "_", "." and "-", and begins with a letter or "_", as BP_JVM_VERSION.',
    )
  }
  return {
    builder: read.builder || undefined,
    include: read.include,
    exclude: read.exclude,
    environment: new Map(variables.map((variable) => [variable.name, variable.value])),
    group: group(read.group),
    pre: group(read.pre),
    post: group(read.post),
    source: read.source,
  }
}

/** What all versions have, wherever they have it. */
interface Tables extends Pick<ProjectDescriptor, 'builder' | 'include' | 'exclude' | 'source'> {
  readonly variables: readonly VariableEntry[]
  readonly group: readonly GroupEntry[]
  readonly pre: readonly GroupEntry[]
  readonly post: readonly GroupEntry[]
}

const readTables = (document: unknown, { name, warn }: DescriptorReading): Tables => {
  const file = `file ${name}`
  const declared = checkDocument(VersionSchema, document, file)._?.['schema-version']
  const noteUnknown = (read: unknown, version: string): void => {
    const keys = unknownKeys(document, read).filter(isOurs)
    if (keys.length === 0) return
    warn(
      `${name} has keys that the schema ${version} does not know: ${listed(keys)}. They are ignored; ` +
        'is one of them misspelt, or of another schema-version?',
    )
  }
  if (declared === undefined || declared === '') {
    warn(
      `${name} declares no schema version and is read as 0.1. Write schema-version = "0.2" into its table [_], ` +
        'if it has tables that begin with io.buildpacks.',
    )
  }
  switch (declared || '0.1') {
    case '0.1': {
      const read = checkDocument(Schema01, document, file)
      noteUnknown(read, '0.1')
      const { version = '', 'source-url': url = '' } = read.project
      const source = version === '' && url === '' ? undefined : { version, url }
      const { buildpacks, env } = read.build
      return { ...tablesOf(read.build), source, variables: env, group: buildpacks }
    }
    case '0.2': {
      const read = checkDocument(Schema02, document, file)
      noteUnknown(read, '0.2')
      const { group, build, env } = read.io.buildpacks
      return { ...tablesOf(read.io.buildpacks), variables: build.env ?? env.build, group }
    }
    case '0.3': {
      const read = checkDocument(Schema03, document, file)
      noteUnknown(read, '0.3')
      const { group, build } = read.io.buildpacks
      return { ...tablesOf(read.io.buildpacks), variables: build.env, group }
    }
    default:
      throw new Failure(
        `${name} has the schema version "${printable(declared ?? '')}"; 0.1, 0.2 and 0.3 are known. Write one of them.`,
      )
  }
}

interface Addition {
  readonly group: readonly GroupEntry[]
}

/** What is called the same in all versions. */
const tablesOf = (tables: {
  readonly builder?: string | undefined
  readonly include?: readonly string[] | undefined
  readonly exclude?: readonly string[] | undefined
  readonly pre?: Addition | undefined
  readonly post?: Addition | undefined
}): Omit<Tables, 'variables' | 'group'> => ({
  builder: tables.builder,
  include: tables.include,
  exclude: tables.exclude,
  pre: tables.pre?.group ?? [],
  post: tables.post?.group ?? [],
  source: undefined,
})

const mostListed = 10

const listed = (keys: readonly string[]): string => {
  const more = keys.length - mostListed
  const shown = keys.slice(0, mostListed).map(printable).join(', ')
  return more > 0 ? `${shown} and ${more} more` : shown
}

/** Whether a key is one of the descriptor's own: other tables are other tools'. */
const isOurs = (key: string): boolean => /^(?:_|project|build|io\.buildpacks)(?:\.|$)/.test(key)

const isMeant = (entry: GroupEntry | VariableEntry, executionEnvironment: string): boolean => {
  const { 'exec-env': environments = [] } = entry
  return (
    environments.length === 0 || environments.includes('*') || environments.includes(executionEnvironment)
  )
}

const describedBuildpack = (entry: GroupEntry, name: string): DescribedBuildpack => {
  const { id = '', version = '', uri = '', script } = entry
  if (id === '' && uri === '') {
    throw new Failure(
      `${name} has a buildpack without "id" and without "uri". Give it one of them, to say which buildpack is meant.`,
    )
  }
  if (uri !== '' && version !== '') {
    throw new Failure(
      `${name} has a buildpack with "uri" and "version", ${printable(uri)}: what is there has a version of its own. ` +
        'Remove the version.',
    )
  }
  if (uri !== '') return uri
  if (script?.inline !== undefined && script.inline !== '') {
    const { api = '', inline, shell = '' } = script
    if (api === '') {
      throw new Failure(
        `${name} has a script for the buildpack ${printable(id)} without "api". Say which buildpack API it is written ` +
          'for, such as api = "0.10".',
      )
    }
    return { id, version: version || '0.0.0', api, shell: shell || '/bin/sh', script: inline }
  }
  // So that no file of that name is taken for it.
  return `urn:cnb:builder:${id}${version === '' ? '' : `@${version}`}`
}
