import { yamlScalar } from '../../../github/step/markdown.ts'
import type { Platform } from '../../../image/platform.ts'

/** The artifact of a build, and what a job needs to use it. */
export interface ArtifactReport {
  readonly name: string
  readonly id: number
  readonly runId: number
  /** The ID of this job in its workflow. */
  readonly job: string
  /** For `uses:`, for example `owner/repository/download@v1`. */
  readonly downloadAction: string
}

/** The command that starts an image, as arguments of a shell. */
export const dockerRun = (
  imageName: string,
  defaultProcess: string | undefined,
  options: readonly string[] = ['--rm'],
): string =>
  [
    ...['docker run', ...options],
    // The web process listens on PORT, by convention of the buildpacks.
    ...(defaultProcess === 'web' ? ['--publish 8080:8080 --env PORT=8080'] : []),
    imageName,
  ].join(' ')

const jobPattern = /^[A-Za-z_][\w-]{0,99}$/

// A shortened name would be wrong, so there is no snippet for a name that is longer.
const scalarLimit = 1000

/**
 * A job that loads the image from the artifact and runs it, to paste below `jobs:`; none without an artifact.
 *
 * A job output of a matrix has the value of one of its jobs. Jobs of a matrix need different artifact names, so the digest
 * is taken from an output only if the artifact has its default name, which is the name of the image.
 */
export const nextJob = (
  artifact: ArtifactReport | undefined,
  imageName: string,
  platform: Platform,
  defaultProcess: string | undefined,
): readonly string[] => {
  if (artifact === undefined) return []
  const { name, downloadAction } = artifact
  if ([downloadAction, name].some(({ length }) => length > scalarLimit)) return []
  const job = jobPattern.test(artifact.job) ? artifact.job : 'build'
  const [repository = ''] = imageName.split(':')
  const isInWorkspace = downloadAction.startsWith('./')
  const run = dockerRun(imageName, defaultProcess, defaultProcess === 'web' ? ['--detach'] : ['--rm'])
  const digest =
    name === repository
      ? [
          `          # Verified if the job "${job}" has the output "digest".`,
          `          digest: \${{ needs.${job}.outputs.digest || 'any' }}`,
        ]
      : [
          `          # To verify it, use an output of the job "${job}" that only this artifact has.`,
          '          digest: any',
        ]
  return [
    '<h3>Use it in the next job</h3>',
    [
      '```yaml',
      `  run-${repository.replace(/[^\w-]/g, '-')}:`,
      `    needs: ${job}`,
      `    runs-on: ${platform.architecture === 'arm64' ? 'ubuntu-24.04-arm' : 'ubuntu-latest'}`,
      '    steps:',
      ...(isInWorkspace ? ['      - uses: actions/checkout@v7'] : []),
      `      - uses: ${yamlScalar(downloadAction)}`,
      '        with:',
      `          artifact-name: ${yamlScalar(name)}`,
      ...digest,
      `          load: ${yamlScalar(imageName)}`,
      ...(defaultProcess === undefined ? [] : [`      - run: ${run}`]),
      '```',
    ].join('\n'),
  ]
}
