import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { describe, type TestContext, test } from 'node:test'
import { type BuilderOrder, findBuilder } from '../../../src/cnb/builder/find-builder.ts'
import { parseReference } from '../../../src/image/reference.ts'
import { complaining, fakeDocker } from '../../docker/docker-command.ts'
import { failureOf } from '../../registry/registry-client.ts'

const idOf = (architecture: string): string =>
  `sha256:${createHash('sha256').update(architecture).digest('hex')}`

/** An image for an architecture; without one, as the containerd store describes what it has for other platforms. */
const imageFor = (architecture: string) => [
  {
    Id: idOf(architecture),
    Os: architecture === '' ? '' : 'linux',
    Architecture: architecture,
    Config: {
      Env: ['CNB_USER_ID=1000', 'CNB_GROUP_ID=1000'],
      Labels: {
        'io.buildpacks.builder.metadata': JSON.stringify({
          lifecycle: { apis: { platform: { supported: ['0.12'] } } },
        }),
      },
    },
  },
]

// `present` is the image that the engine has, `remote` what a pull would bring, `refusal` what a pull is told.
const engine = `
case "$1" in
  version) echo linux/amd64;;
  image)
    case "$*" in
      *--platform*) cat "$FAKE/variant" 2>/dev/null && exit; echo 'unknown flag: --platform' >&2; exit 125;;
    esac
    cat "$FAKE/present" 2>/dev/null && exit
    echo "Error response from daemon: No such image: $3" >&2; exit 1;;
  pull)
    test ! -f "$FAKE/refusal" || { cat "$FAKE/refusal" >&2; exit 1; }
    cp "$FAKE/remote" "$FAKE/present"; echo "$3";;
esac`

interface World {
  readonly present?: string
  readonly remote?: string
  readonly variant?: string
  readonly refusal?: string
}

const find = async (
  t: TestContext,
  { present, remote, variant, refusal }: World,
  order: Partial<BuilderOrder> = {},
) => {
  const { docker, calls, file } = await fakeDocker(t, engine)
  for (const [name, architecture] of Object.entries({ present, remote, variant })) {
    if (architecture !== undefined) await writeFile(file(name), JSON.stringify(imageFor(architecture)))
  }
  if (refusal !== undefined) await writeFile(file('refusal'), refusal)
  const notes: string[] = []
  const finding = findBuilder(
    docker,
    { reference: parseReference('acme/builder:1'), pullPolicy: 'if-not-present', ...order },
    (message) => notes.push(message),
  )
  return { finding, calls, notes }
}

const name = 'docker.io/acme/builder:1'
/** The calls that concern the builder; the engine's own platform may be asked for at the same time. */
const asked = (calls: readonly string[]): readonly string[] =>
  calls.filter((call) => !call.startsWith('version'))

const amd64 = { os: 'linux', architecture: 'amd64' }

describe('the pull policy', () => {
  test('if-not-present: a builder that is there is not pulled', async (t) => {
    const { finding, calls, notes } = await find(t, { present: 'amd64' })
    assert.equal((await finding).platformApi, '0.12')
    assert.deepEqual(asked(await calls()), [`image inspect ${name}`])
    assert.deepEqual(notes, [])
  })

  test('if-not-present: a builder that is not there is pulled', async (t) => {
    const { finding, calls, notes } = await find(t, { remote: 'amd64' })
    await finding
    assert.deepEqual(asked(await calls())[1], `pull --quiet ${name}`)
    assert.deepEqual(notes, [`Pulling the builder ${name}`])
  })

  test('always: a builder that is there is pulled', async (t) => {
    const { finding, calls } = await find(t, { present: 'amd64', remote: 'amd64' }, { pullPolicy: 'always' })
    await finding
    assert.deepEqual(asked(await calls()), [`pull --quiet ${name}`, `image inspect ${name}`])
  })

  test('never: a builder that is not there is an error, and nothing is pulled', async (t) => {
    const { finding, calls } = await find(t, { remote: 'amd64' }, { pullPolicy: 'never' })
    assert.match(await failureOf(finding), /is not in the Docker engine, and the pull policy "never"/)
    assert.deepEqual(asked(await calls()), [`image inspect ${name}`])
  })
})

describe('the platform', () => {
  test('a builder for another one is pulled again, for the right one', async (t) => {
    const { finding, calls } = await find(t, { present: 'arm64', remote: 'amd64' }, { platform: amd64 })
    assert.deepEqual((await finding).platform, amd64)
    assert.ok((await calls()).includes(`pull --quiet --platform linux/amd64 ${name}`))
  })

  test('a builder that another step pulled for another platform is pulled again for the engine’s own', async (t) => {
    const { finding, calls } = await find(t, { present: 'arm64', remote: 'amd64' })
    assert.deepEqual((await finding).platform, amd64)
    assert.ok((await calls()).includes(`pull --quiet ${name}`))
  })

  test('a builder that exists for another platform only is used as it is', async (t) => {
    const pulled = await find(t, { present: 'arm64', remote: 'arm64' })
    assert.equal((await pulled.finding).platform.architecture, 'arm64')
    const never = await find(t, { present: 'arm64' }, { pullPolicy: 'never' })
    assert.equal((await never.finding).platform.architecture, 'arm64')
  })

  test('the containerd store: containers are made from the ID of the name, not of the platform’s manifest', async (t) => {
    const { finding, calls } = await find(t, { present: 'arm64', variant: 'amd64' }, { platform: amd64 })
    const { id, platform } = await finding
    assert.deepEqual({ id, platform }, { id: idOf('arm64'), platform: amd64 })
    assert.ok(!(await calls()).some((call) => call.startsWith('pull')))
  })

  test('the containerd store: a name without a described platform is an absent builder', async (t) => {
    const never = await find(t, { present: '' }, { pullPolicy: 'never' })
    assert.match(
      await failureOf(never.finding),
      /^The builder \S+ is not in the Docker engine, and the pull policy/,
    )
    const other = await find(t, { present: '' }, { pullPolicy: 'never', platform: amd64 })
    assert.match(await failureOf(other.finding), /is not in the Docker engine for linux\/amd64, and/)
    const pulled = await find(t, { present: '', remote: 'amd64' })
    assert.deepEqual((await pulled.finding).platform, amd64)
  })

  test('a builder that is for another one even so is refused', async (t) => {
    const { finding } = await find(t, { present: 'arm64', remote: 'arm64' }, { platform: amd64 })
    assert.match(await failureOf(finding), /in the Docker engine is for linux\/arm64, not for linux\/amd64\./)
    const never = await find(t, { present: 'arm64' }, { platform: amd64, pullPolicy: 'never' })
    assert.match(await failureOf(never.finding), /is for linux\/arm64, not for linux\/amd64/)
  })
})

test('a pull that fails is an error that names the builder', async (t) => {
  const refusal = 'Error response from daemon: pull access denied'
  const { finding } = await find(t, { refusal }, { platform: amd64 })
  assert.match(
    await failureOf(finding),
    /^Could not pull the builder docker\.io\/acme\/builder:1 for linux\/amd64: its registry refuses access\./,
  )
})

test('an engine that does not say whether it has the builder is an error', async (t) => {
  const { docker } = await fakeDocker(t, complaining('Error response from daemon: database is locked'))
  const order = { reference: parseReference('acme/builder:1'), pullPolicy: 'never' } as const
  assert.match(
    await failureOf(findBuilder(docker, order, () => {})),
    /^The Docker engine could not say whether it has the builder docker\.io\/acme\/builder:1: .*database is locked/,
  )
})
