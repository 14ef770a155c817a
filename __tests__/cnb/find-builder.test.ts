import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { describe, type TestContext, test } from 'node:test'
import { type BuilderOrder, findBuilder } from '../../src/cnb/find-builder.ts'
import { parseReference } from '../../src/image/reference.ts'
import { complaining, fakeDocker } from '../docker/docker-command.ts'
import { failureOf } from '../registry/registry-client.ts'

const imageFor = (architecture: string) => [
  {
    Id: `sha256:${'a'.repeat(64)}`,
    Os: 'linux',
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
const amd64 = { os: 'linux', architecture: 'amd64' }

describe('the pull policy', () => {
  test('if-not-present: a builder that is there is not pulled', async (t) => {
    const { finding, calls, notes } = await find(t, { present: 'amd64' })
    assert.equal((await finding).platformApi, '0.12')
    assert.deepEqual(await calls(), [`image inspect ${name}`])
    assert.deepEqual(notes, [])
  })

  test('if-not-present: a builder that is not there is pulled', async (t) => {
    const { finding, calls, notes } = await find(t, { remote: 'amd64' })
    await finding
    assert.deepEqual((await calls())[1], `pull --quiet ${name}`)
    assert.deepEqual(notes, [`Pulling the builder ${name}`])
  })

  test('always: a builder that is there is pulled', async (t) => {
    const { finding, calls } = await find(t, { present: 'amd64', remote: 'amd64' }, { pullPolicy: 'always' })
    await finding
    assert.deepEqual(await calls(), [`pull --quiet ${name}`, `image inspect ${name}`])
  })

  test('never: a builder that is not there is an error, and nothing is pulled', async (t) => {
    const { finding, calls } = await find(t, { remote: 'amd64' }, { pullPolicy: 'never' })
    assert.match(await failureOf(finding), /is not in the Docker engine, and the pull policy «never»/)
    assert.deepEqual(await calls(), [`image inspect ${name}`])
  })
})

describe('the platform', () => {
  test('a builder for another one is pulled again, for the right one', async (t) => {
    const { finding, calls } = await find(t, { present: 'arm64', remote: 'amd64' }, { platform: amd64 })
    assert.deepEqual((await finding).platform, amd64)
    assert.ok((await calls()).includes(`pull --quiet --platform linux/amd64 ${name}`))
  })

  test('an engine that keeps several platforms under one name is asked for the right one', async (t) => {
    const { finding } = await find(
      t,
      { present: 'arm64', remote: 'arm64', variant: 'amd64' },
      { platform: amd64 },
    )
    assert.deepEqual((await finding).platform, amd64)
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
