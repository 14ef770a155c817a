import type { ContentPattern, EntryDifference, EntryProperty } from '../../../tar/comparison.ts'

const archive = /\.(?:jar|war|ear|zip|whl|egg|nupkg|gz|tgz|tar|bz2|xz)$/i
const bytecode = /\.py[co]$/
const lockFile =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|\.package-lock\.json|yarn\.lock|pnpm-lock\.yaml|poetry\.lock|Pipfile\.lock|Gemfile\.lock|composer\.lock|go\.sum|Cargo\.lock)$/

const patternCauses: Readonly<Record<ContentPattern, string>> = {
  times:
    'a file contains the time of the build: make the tool that writes it use a fixed time, for example SOURCE_DATE_EPOCH in "env"',
  order: 'a file has the same parts in a random order: make the tool that writes it sort them',
  paths:
    'a file contains a path of the machine: let the tool write relative paths, or build at the same path',
  identifiers: 'a file contains an identifier or a hash that differs in every build',
}

/** Names of one version and another, such as `node-v22.1.0` and `node-v22.2.0`, have the same text without numbers. */
const withoutVersion = (name: string): string => name.replace(/\d+(?:\.\d+)*/g, '0')

const isOtherVersion = (differences: readonly EntryDifference[]): boolean => {
  const names = (kind: EntryDifference['kind']): readonly string[] =>
    differences.filter((difference) => difference.kind === kind).map(({ name }) => name)
  const added = new Set(names('additional').map(withoutVersion))
  return names('missing').some((name) => /\d/.test(name) && added.has(withoutVersion(name)))
}

const changesOnly = (differences: readonly EntryDifference[], property: EntryProperty): boolean =>
  differences.some(
    ({ changes }) => changes.length > 0 && changes.every((change) => change.property === property),
  )

/** The known reasons for differences like these, with what to do about them. Empty if none is known. */
export const causesOf = (differences: readonly EntryDifference[]): readonly string[] => {
  const withContent = differences.filter(({ changes }) =>
    changes.some(({ property }) => property === 'content'),
  )
  const some = (pattern: RegExp, list = differences): boolean => list.some(({ name }) => pattern.test(name))
  const patterns = new Set(withContent.flatMap(({ pattern }) => pattern ?? []))
  const causes: readonly (readonly [boolean, string])[] = [
    [
      some(/(?:^|\/)\.git(?:\/|$)/),
      'the app contains ".git", which differs in every checkout: add ".git" to "exclude"',
    ],
    [
      some(lockFile, withContent),
      'a lock file was written during the build: commit a complete lock file, and install exactly what it says',
    ],
    [
      some(archive, withContent),
      'archives such as JAR and ZIP files contain time stamps: create them with fixed times, for example with ' +
        'project.build.outputTimestamp in Maven, or preserveFileTimestamps = false and reproducibleFileOrder = true in Gradle',
    ],
    [
      some(bytecode, withContent),
      'Python\'s bytecode contains the time of its source: set SOURCE_DATE_EPOCH in "env"',
    ],
    [
      isOtherVersion(differences),
      'another version was downloaded, for example the latest one: name the exact version in the app or in "env"',
    ],
    ...[...patterns].map((pattern) => [true, patternCauses[pattern]] as const),
    [changesOnly(differences, 'mode'), 'only file modes differ: they come from the checkout and its umask'],
    [changesOnly(differences, 'owner'), 'only owners differ: the builders run as different users'],
    [
      changesOnly(differences, 'time'),
      'only times of files differ: whatever wrote the layer kept the times of the build',
    ],
    [differences.some(({ kind }) => kind === 'moved'), 'the same files were written in a random order'],
  ]
  return causes.flatMap(([applies, cause]) => (applies ? [cause] : []))
}
