import type { BuildMetadata } from '../../../cnb/labels.ts'
import { details, firstRows, linkTo, table, verbatim } from '../../../github/step/markdown.ts'

const listLimit = 50

// In characters.
const valueLimit = 80

/** A closed section with the buildpacks of the build. None if the label does not list any. */
export const buildpacksSection = ({ buildpacks, launcher }: BuildMetadata): readonly string[] => {
  if (buildpacks.length === 0) return []
  const rows = firstRows(
    buildpacks,
    listLimit,
    ({ homepage, id, version }) => [
      linkTo(homepage, verbatim(id, valueLimit)),
      verbatim(version, valueLimit),
    ],
    'more buildpack',
  )
  const version = launcher?.version ?? ''
  return [
    details(
      `Buildpacks (${buildpacks.length})`,
      table(['Buildpack', 'Version'], rows),
      ...(version === '' ? [] : [`<p>Launcher ${verbatim(version, valueLimit)}</p>`]),
    ),
  ]
}

const commandLimit = 300

// With the quotes of a shell, so that arguments can be told apart. Long arguments are shortened before they are joined.
const commandLine = (words: readonly string[]): string =>
  words
    .slice(0, commandLimit)
    .map((word) => word.slice(0, 2 * commandLimit))
    .map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`))
    .join(' ')

/** A closed section with the processes of an image. None if the label does not list any. */
export const processesSection = (
  { processes }: BuildMetadata,
  defaultType: string | undefined,
): readonly string[] => {
  if (processes.length === 0) return []
  // The default process first, so that it is always shown.
  const isDefault = ({ type }: { type: string }): boolean => type === defaultType
  const ordered = [...processes.filter(isDefault), ...processes.filter((process) => !isDefault(process))]
  const rows = firstRows(
    ordered,
    listLimit,
    (process) => [
      `${verbatim(process.type, valueLimit)}${isDefault(process) ? ' <b>default</b>' : ''}`,
      verbatim(commandLine([...process.command, ...process.args]), commandLimit),
      process['working-dir'] === '' ? '' : verbatim(process['working-dir'], valueLimit),
      process.buildpackID === '' ? '' : verbatim(process.buildpackID, valueLimit),
    ],
    'more process',
    'more processes',
  )
  return [
    details(
      `Processes (${processes.length})`,
      table(['Process', 'Command', 'Working directory', 'Buildpack'], rows),
    ),
  ]
}
