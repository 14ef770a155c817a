import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { makeBuilder } from '../../../lab/images/builder.ts'
import { architecture } from '../../../lab/images/run-images.ts'
import { hexOf } from '../../../src/image/digest.ts'
import { mediaTypes } from '../../../src/image/media-type.ts'
import {
  build,
  failedBuild,
  forms,
  inForm,
  keepEarlierLayout,
  lab,
  layoutOf,
  openWorkspace,
  warningsIn,
} from '../build.ts'
import { readAsRunner } from '../runner-commands.ts'

/** Creates a builder whose creator runs the app's after.sh after the lifecycle's creator has written the layout. */
const hostileBuilder = (base: 'tiny' | 'debian'): Promise<string> => {
  const creator = [
    '#!/bin/sh -e',
    '/cnb/lifecycle/own/creator "$@"',
    // The action may also call it only for its platform APIs.
    'cd /layout-repo/index.docker.io/library/my-app/latest 2>/dev/null || exit 0',
    'exec sh -eu /workspace/after.sh',
  ]
  return makeBuilder({
    name: `lab/builder-e2e-output:hostile-${base}`,
    base,
    lifecycle: 'newest',
    runImage: lab.runImages[base].docker,
    files: [
      { path: 'cnb/lifecycle/own', folder: true },
      { path: 'cnb/lifecycle/own/creator', link: '../lifecycle' },
      { path: 'cnb/lifecycle/creator', text: creator.join('\n'), mode: 0o755 },
    ],
  })
}

const builder = await hostileBuilder('tiny')
const debianBuilder = await hostileBuilder('debian')

const hostileApp = (script: string) => ({ 'hello.sh': 'echo hello', 'after.sh': script })

/** Shell function that writes a text as a blob and sets its digest and size as variables. */
const putBlob = `put() {
  printf %s "$1" > new; hex=$(sha256sum new | cut -c 1-64); size=$(wc -c < new); mv new blobs/sha256/$hex
}`

interface Refusal {
  readonly what: string
  readonly script: string
  readonly error: RegExp
  /** The message in the job's container, where the step itself reads the build's files. Default: `error`. */
  readonly inJobContainer?: RegExp
}

// One example per kind. The tests of src/cnb have all of them.
const refusals: readonly Refusal[] = [
  {
    what: 'a symbolic link among the blobs',
    script: `ln -s /etc/passwd blobs/sha256/${'a'.repeat(64)}`,
    error: /refused: "latest\/blobs\/sha256\/a{64}" is not a file or a directory/,
  },
  {
    what: 'a pipe',
    script: 'mkfifo pipe',
    error: /refused: "latest\/pipe" is not a file or a directory/,
    inJobContainer:
      /Could not read \/\S+\/latest\/pipe, .*: it is neither a file nor a directory nor a symbolic link\./,
  },
  {
    what: 'a link instead of the layout',
    script: 'cd .. && mv latest other && ln -s / latest',
    error: /refused: "latest" is not a file or a directory/,
    inJobContainer: /refused: "latest" is not a file or a directory/,
  },
  {
    what: 'a blob with the correct size and other content',
    script: 'for blob in blobs/sha256/*; do printf X | dd of=$blob conv=notrunc 2>/dev/null; done',
    error: /The blob sha256:[0-9a-f]{64} is not what its name says: expected sha256:/,
  },
  {
    what: 'an image that is not built on the run image',
    script: [
      putBlob,
      'descriptor() { printf \'{"mediaType":"%s","digest":"sha256:%s","size":%d}\' "$1" "$hex" "$size"; }',
      `put '{"architecture":"${architecture}","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}'`,
      `put '{"schemaVersion":2,"config":'"$(descriptor ${mediaTypes.config})"',"layers":[]}'`,
      `printf '{"schemaVersion":2,"manifests":[%s]}' "$(descriptor ${mediaTypes.manifest})" > index.json`,
    ].join('\n'),
    error: /refused: the image is not built on the run image sha256:[0-9a-f]{64}: its layer 1 is missing/,
  },
  {
    what: 'an index without end',
    script: 'dd if=/dev/zero of=index.json bs=1M count=20 2>/dev/null',
    error: /refused: its index\.json has 20971520 bytes/,
  },
]

suite('a build that does not write a valid layout is refused', { concurrency: 2 }, () => {
  for (const { what, script, error } of refusals) {
    test(what, async (t) => {
      const workspace = await openWorkspace(t, hostileApp(script))
      const untouched = await keepEarlierLayout(workspace)
      const result = await failedBuild(workspace, { builder })
      assert.match(result.error, error)
      await untouched()
    })
  }

  // Another reader is used there, so only the cases that could mislead it are tested.
  for (const { what, script, inJobContainer } of refusals) {
    if (inJobContainer === undefined) continue
    test(`${what}, ${forms[1]}`, async (t) => {
      const workspace = await openWorkspace(t, hostileApp(script))
      const { inputs, options, left } = await inForm(t, forms[1], workspace, debianBuilder)
      const { error } = await failedBuild(workspace, inputs, options)
      assert.match(error, inJobContainer)
      assert.deepEqual(await left(), [])
    })
  }
})

test('other files of a build are left out, with warnings that contain no workflow commands', async (t) => {
  const script = [
    'mkdir -p more/files && touch notes.txt more/files/one',
    `touch "$(printf 'evil\\n::set-output name=digest::forged')" '##[error]forged'`,
    'for i in $(seq 10); do touch "extra-$i"; done',
    `${putBlob}; put stray`,
  ]
  const workspace = await openWorkspace(t, hostileApp(script.join('\n')))
  const result = await build(workspace, { builder })
  const { folder, image, manifest } = await layoutOf(result)
  assert.deepEqual((await readdir(folder)).toSorted(), ['blobs', 'index.json', 'oci-layout'])
  assert.deepEqual(
    new Set(await readdir(join(folder, 'blobs', 'sha256'))),
    new Set([image, manifest.config, ...manifest.layers].map(({ digest }) => hexOf(digest))),
  )
  const warnings = warningsIn(result)
  assert.equal(warnings.length, 7, warnings.join('\n'))
  assert.ok(warnings.some((warning) => /Ignored 9 more files in the build's layout/.test(warning)))
  assert.ok(
    warnings.some((warning) =>
      /Ignored 1 blobs of the build's layout that are not part of the image/.test(warning),
    ),
  )
  const commands = new Set(readAsRunner(result.log).obeyed.map(({ name }) => name))
  assert.deepEqual(commands, new Set(['stop-commands', 'resume', 'group', 'endgroup', 'warning']))
})
