import { stringify } from 'smol-toml'
import type * as v from 'valibot'
import { checkDocument, parseToml } from '../../json/document.ts'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import { formatList } from '../../message/quantity.ts'
import {
  type GroupEntry,
  Schema01,
  Schema02,
  Schema03,
  unknownKeys,
  type VariableEntry,
  VersionSchema,
} from './schema.ts'

/** A buildpack whose `build` is a script in the project descriptor. */
export interface InlineBuildpack {
  readonly id: string
  readonly version: string
  readonly api: string
  readonly shell: string
  readonly script: string
}

/** A buildpack of a group: a script, or a line for the input `buildpacks`. */
export type DescribedBuildpack = InlineBuildpack | string

/** Where a project declares that its source code comes from. Texts can be empty. */
export interface ProjectSource {
  readonly version: string
  readonly url: string
}

/** The content of a project descriptor. */
export interface ProjectDescriptor {
  readonly builder: string | undefined
  /** Patterns as in `.gitignore`. Only one of `include` and `exclude` is defined. */
  readonly include: readonly string[] | undefined
  readonly exclude: readonly string[] | undefined
  readonly environment: ReadonlyMap<string, string>
  readonly group: readonly DescribedBuildpack[]
  readonly pre: readonly DescribedBuildpack[]
  readonly post: readonly DescribedBuildpack[]
  readonly source: ProjectSource | undefined
}

export interface DescriptorOptions {
  /** The path of the file, for messages. */
  readonly name: string
  /** Buildpacks and variables that are only for other execution environments are dropped. */
  readonly executionEnvironment: string
  readonly warn: (message: string) => void
}

// https://github.com/buildpacks/spec/blob/main/buildpack.md#user-provided-variables
const variableName = /^[A-Za-z_][A-Za-z0-9_.-]*$/

/** Whether a text can be the name of a build-time variable. The lifecycle gets it as the name of a file. */
export const isVariableName = (text: string): boolean => variableName.test(text)

/**
 * Parses a project descriptor of schema 0.1, 0.2 or 0.3. Warns about unknown keys.
 *
 * Throws a Failure if it is not TOML, has another schema, `include` together with `exclude`, a buildpack without ID and URI, or
 * a variable with an invalid name.
 */
export const parseDescriptor = (
  bytes: Uint8Array | string,
  options: DescriptorOptions,
): ProjectDescriptor => {
  const { name, executionEnvironment } = options
  const read = parseTables(parseToml(bytes, name), options)
  if (read.include !== undefined && read.exclude !== undefined) {
    throw new Failure(`${name} has both "include" and "exclude". Remove one of them.`)
  }
  const isUsed = ({ 'exec-env': environments = [] }: GroupEntry | VariableEntry): boolean =>
    environments.length === 0 || ['*', executionEnvironment].some((one) => environments.includes(one))
  const group = (entries: readonly GroupEntry[] = []) =>
    entries.filter(isUsed).map((entry) => describedBuildpack(entry, name))
  const variables = (read.variables ?? []).filter(isUsed)
  const invalid = variables.find((variable) => !isVariableName(variable.name))
  if (invalid !== undefined) {
    throw new Failure(
      `${name} has a build-time variable with an invalid name, "${printable(invalid.name)}". ` +
        'Names have letters, digits, "_", "." and "-", and begin with a letter or "_", for example BP_JVM_VERSION.',
    )
  }
  return {
    builder: read.builder || undefined,
    include: read.include,
    exclude: read.exclude,
    environment: new Map(variables.map((variable) => [variable.name, variable.value])),
    group: group(read.group),
    pre: group(read.pre?.group),
    post: group(read.post?.group),
    source: read.source,
  }
}

interface Addition {
  readonly group?: readonly GroupEntry[] | undefined
}

/** The content that all versions have, in tables of different names. */
interface Tables extends Partial<Pick<ProjectDescriptor, 'builder' | 'include' | 'exclude' | 'source'>> {
  readonly variables?: readonly VariableEntry[] | undefined
  readonly group?: readonly GroupEntry[] | undefined
  readonly pre?: Addition | undefined
  readonly post?: Addition | undefined
}

const parseTables = (document: unknown, { name, warn }: DescriptorOptions): Tables => {
  const file = `file ${name}`
  const declared = checkDocument(VersionSchema, document, file)._?.['schema-version']
  const schemaVersion = declared || '0.1'
  const read = <Schema extends v.GenericSchema>(schema: Schema): v.InferOutput<Schema> => {
    const content = checkDocument(schema, document, file)
    const keys = unknownKeys(document, content).filter(isSpecified)
    if (keys.length > 0) {
      warn(
        `${name} has keys that schema ${schemaVersion} does not have: ${formatList(keys.map(printable), 10)}. They are ignored. ` +
          'Check their spelling and the schema-version.',
      )
    }
    return content
  }
  if (!declared) {
    warn(
      `${name} has no schema version, so it is read as 0.1. If it has tables that begin with "io.buildpacks", ` +
        'write schema-version = "0.2" into its table [_].',
    )
  }
  switch (schemaVersion) {
    case '0.1': {
      const { build, project } = read(Schema01)
      const { version = '', 'source-url': url = '' } = project
      const source = version === '' && url === '' ? undefined : { version, url }
      return { ...build, source, variables: build?.env, group: build?.buildpacks }
    }
    case '0.2': {
      const table = read(Schema02).io?.buildpacks
      return { ...table, variables: table?.build?.env ?? table?.env?.build }
    }
    case '0.3': {
      const table = read(Schema03).io?.buildpacks
      return { ...table, variables: table?.build?.env }
    }
    default:
      throw new Failure(
        `${name} has the unsupported schema version "${printable(schemaVersion)}". Use 0.1, 0.2 or 0.3.`,
      )
  }
}

/** Whether a key is in a table of the specification. Other tables are for other tools. */
const isSpecified = (key: string): boolean => /^(?:_|project|build|io\.buildpacks)(?:\.|$)/.test(key)

const describedBuildpack = (entry: GroupEntry, name: string): DescribedBuildpack => {
  const { id = '', version = '', uri = '', script } = entry
  if (id === '' && uri === '') {
    throw new Failure(`${name} has a buildpack without "id" and without "uri". Add one of them.`)
  }
  if (uri !== '' && version !== '') {
    throw new Failure(
      `${name} has a buildpack with "uri" and "version", ${printable(uri)}. The buildpack at the URI defines its version. ` +
        'Remove "version".',
    )
  }
  if (uri !== '') return uri
  if (script?.inline !== undefined && script.inline !== '') {
    const { api = '', inline, shell = '' } = script
    if (api === '') {
      throw new Failure(
        `${name} has a script for the buildpack ${printable(id)} without "api". Add the buildpack API of the script, ` +
          'for example api = "0.10".',
      )
    }
    return { id, version: version || '0.0.0', api, shell: shell || '/bin/sh', script: inline }
  }
  // A file with the name of the ID must not be used instead.
  return `urn:cnb:builder:${id}${version === '' ? '' : `@${version}`}`
}

/**
 * The content of project-metadata.toml, as pack writes it. The lifecycle makes the label `io.buildpacks.project.metadata` of it.
 *
 * If a project declares no source, pack writes the commit, the branch, the tags and the remote of the app's git repository.
 * This project does not: two checkouts of the same files would be two images.
 * https://github.com/buildpacks/spec/blob/main/platform.md#project-metadatatoml-toml
 */
export const projectMetadataToml = ({ version, url }: ProjectSource): string =>
  stringify({
    source: {
      type: 'project',
      version: { declared: version },
      metadata: { url: withoutCredentials(url) },
    },
  })

/**
 * A URL without user name, password, query and fragment, because everyone who can pull the image can read it. Empty for a
 * text that is not a URL with a host: any part of it could be secret.
 */
export const withoutCredentials = (text: string): string => {
  const url = URL.parse(text)
  if (url === null || url.host === '') return ''
  const clean = new URL(url)
  clean.username = ''
  clean.password = ''
  clean.search = ''
  clean.hash = ''
  // A URL without these parts is not normalized.
  return clean.href === url.href ? text.trim() : clean.href
}
