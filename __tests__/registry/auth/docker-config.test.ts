import assert from 'node:assert/strict'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Credentials } from '../../../src/registry/auth/authorization.ts'
import { dockerCredentials } from '../../../src/registry/auth/docker-config.ts'
import { failureOf } from '../registry-client.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const folderWith = async (t: TestContext, config: unknown): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'credentials-'))
  t.after(() => rm(folder, { recursive: true }))
  const text = typeof config === 'string' ? config : JSON.stringify(config)
  await writeFile(join(folder, 'config.json'), text)
  return folder
}

const credentialsOf = async (t: TestContext, config: unknown): Promise<Credentials> =>
  dockerCredentials(await folderWith(t, config), {})

/** Credentials of a configuration with a credential helper that runs a shell script. */
const withHelper = async (
  t: TestContext,
  config: unknown,
  script: string,
  environment: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Promise<Credentials> => {
  const folder = await folderWith(t, config)
  const helper = join(folder, 'docker-credential-test')
  await writeFile(helper, `#!/bin/sh\n${script}\n`)
  await chmod(helper, 0o755)
  return dockerCredentials(folder, { ...environment, PATH: `${folder}:/usr/bin:/bin` }, signal)
}

const alice = { username: 'alice', password: 'a:b' }
const bob = { username: 'bob', password: 'pw' }
const entry = { auth: base64('alice:a:b') }

test('without a configuration, access is anonymous', async () => {
  const credentials = dockerCredentials(join(tmpdir(), 'no-such-folder'), {})
  assert.equal(await credentials.of('ghcr.io'), undefined)
})

test('a login is found by host, by address, and by an address with a path', async (t) => {
  for (const key of ['ghcr.io', 'https://ghcr.io', 'https://ghcr.io/v2/', 'ghcr.io/owner']) {
    const credentials = await credentialsOf(t, { auths: { [key]: entry, 'other.io': {} } })
    assert.deepEqual(await credentials.of('ghcr.io'), alice, key)
    assert.equal(await credentials.of('other.io'), undefined)
    assert.equal(await credentials.of('ghcr.io:8443'), undefined)
    assert.equal(await credentials.of('cr.io'), undefined)
  }
})

test('the entry of the host takes precedence over an entry with a path', async (t) => {
  const auths = { 'ghcr.io/owner': entry, 'ghcr.io': { username: 'bob', password: 'pw' } }
  assert.deepEqual(await (await credentialsOf(t, { auths })).of('ghcr.io'), bob)
})

test('the login with the longest namespace takes precedence', async (t) => {
  const [owner, app] = [
    { username: 'owner', password: 'pw' },
    { username: 'app', password: 'pw' },
  ]
  const auths = { 'ghcr.io': bob, 'ghcr.io/me': owner, 'ghcr.io/me/app': app, 'docker.io/me': owner }
  const credentials = await credentialsOf(t, { auths })
  for (const [registry, repository, expected] of [
    ['ghcr.io', 'me/app', app],
    ['ghcr.io', 'me/app/web', app],
    ['ghcr.io', 'me/apple', owner],
    ['ghcr.io', 'meadow/app', bob],
    ['index.docker.io', 'me/app', owner],
    ['index.docker.io', 'library/debian', undefined],
  ] as const) {
    assert.deepEqual(await credentials.of(registry, repository), expected, `${registry}/${repository}`)
  }
})

test('a login for another namespace is not used', async (t) => {
  const credentials = await credentialsOf(t, { auths: { 'ghcr.io/you': entry } })
  assert.equal(await credentials.of('ghcr.io', 'me/app'), undefined)
  for (const key of ['https://ghcr.io/v2/', 'ghcr.io/v1/', 'ghcr.io/']) {
    const address = await credentialsOf(t, { auths: { [key]: entry } })
    assert.deepEqual(await address.of('ghcr.io', 'me/app'), alice, key)
  }
})

test('an empty entry is not a login', async (t) => {
  for (const config of [
    { auths: { 'ghcr.io': null } },
    { auths: null, credHelpers: null, credsStore: null },
  ]) {
    assert.equal(await (await credentialsOf(t, config)).of('ghcr.io'), undefined)
  }
})

test("the file in REGISTRY_AUTH_FILE takes precedence over Docker's file", async (t) => {
  const docker = await folderWith(t, { auths: { 'a.io': bob, 'b.io': bob } })
  const podman = join(await folderWith(t, { auths: { 'a.io/me': entry } }), 'config.json')
  const credentials = dockerCredentials(docker, { REGISTRY_AUTH_FILE: podman })
  assert.deepEqual(await credentials.of('a.io', 'me/app'), alice)
  assert.deepEqual(await credentials.of('a.io', 'you/app'), bob)
  assert.deepEqual(await credentials.of('b.io', 'me/app'), bob)
  await writeFile(podman, '{')
  const broken = dockerCredentials(docker, { REGISTRY_AUTH_FILE: podman })
  assert.match(await failureOf(broken.of('a.io')), /config\.json is not JSON/)
})

test('a port belongs to the host', async (t) => {
  const credentials = await credentialsOf(t, { auths: { 'localhost:5000': entry } })
  assert.deepEqual(await credentials.of('localhost:5000'), alice)
  assert.equal(await credentials.of('localhost:5001'), undefined)
})

test("Docker Hub's login is found under each of its names", async (t) => {
  for (const key of [
    'https://index.docker.io/v1/',
    'index.docker.io',
    'docker.io',
    'https://registry-1.docker.io',
  ]) {
    const credentials = await credentialsOf(t, { auths: { [key]: entry } })
    assert.deepEqual(await credentials.of('index.docker.io'), alice, key)
    assert.deepEqual(await credentials.of('registry-1.docker.io'), alice, key)
  }
})

test('an identity token takes precedence over name and password', async (t) => {
  const credentials = await credentialsOf(t, { auths: { 'a.io': { ...entry, identitytoken: 'idt' } } })
  assert.deepEqual(await credentials.of('a.io'), { identityToken: 'idt' })
})

test('zero bytes around a password are removed', async (t) => {
  const credentials = await credentialsOf(t, { auths: { 'a.io': { auth: base64('bob:pw\0\0') } } })
  assert.deepEqual(await credentials.of('a.io'), bob)
})

test('an unreadable configuration is a failure that does not quote it', async (t) => {
  for (const [config, message] of [
    ['{"auths":{"a.io":{"auth":"c2VjcmV0"', /config\.json is not JSON/],
    ['"c2VjcmV0"', /config\.json is malformed: its root is not an object\./],
    [
      { auths: { 'a.io': { auth: { secret: 'c2VjcmV0' } } } },
      /config\.json is malformed: auths\.a\.io\.auth is not a string/,
    ],
    [
      { auths: { 'a.io': { auth: base64('secret') } } },
      /config\.json has a malformed "auth" for a\.io: .* docker login a\.io/,
    ],
  ] as const) {
    const failure = await failureOf((await credentialsOf(t, config)).of('a.io'))
    assert.match(failure, message)
    assert.doesNotMatch(failure, /secret|c2Vj/)
  }
})

test('a helper gets the host on its standard input, not as an argument', async (t) => {
  const script = `read -r host; printf '{"ServerURL":"x","Username":"%s","Secret":"%s"}' "$host" "$*"`
  const credentials = await withHelper(t, { credsStore: 'test' }, script)
  assert.deepEqual(await credentials.of('ghcr.io'), { username: 'ghcr.io', password: 'get' })
  assert.deepEqual(await credentials.of('index.docker.io'), {
    username: 'https://index.docker.io/v1/',
    password: 'get',
  })
})

test("a registry's own helper takes precedence over the common helper, and both over the file", async (t) => {
  const config = { credHelpers: { 'a.io': 'test' }, auths: { 'a.io': entry, 'b.io': entry } }
  const script = `echo '{"ServerURL":"x","Username":"bob","Secret":"pw"}'`
  const own = await withHelper(t, { ...config, credsStore: 'missing' }, script)
  assert.deepEqual(await own.of('a.io'), bob)
  const without = await withHelper(t, config, script)
  assert.deepEqual(await without.of('b.io'), alice)
  const common = await withHelper(t, { ...config, credHelpers: {}, credsStore: 'test' }, script)
  assert.deepEqual(await common.of('b.io'), bob)
})

test("a helper's user name <token> means an identity token", async (t) => {
  const credentials = await withHelper(
    t,
    { credsStore: 'test' },
    `echo '{"Username":"<token>","Secret":"idt"}'`,
  )
  assert.deepEqual(await credentials.of('a.io'), { identityToken: 'idt' })
})

test('a helper without a credential leaves the user anonymous', async (t) => {
  const script = 'echo "credentials not found in native keychain"; exit 1'
  const credentials = await withHelper(t, { credsStore: 'test' }, script)
  assert.equal(await credentials.of('a.io'), undefined)
})

test('a failed helper is named, with its message but without secrets', async (t) => {
  for (const [script, message] of [
    [
      'echo "keychain is locked" >&2; exit 3',
      /docker-credential-test ended with 3 when asked for a\.io: keychain is/,
    ],
    [
      `echo '{"Username":"bob","Secret":"hush"}'; exit 1`,
      /docker-credential-test ended with 1 when asked for a\.io\. /,
    ],
    [
      'echo hush',
      /docker-credential-test returned an unreadable answer when asked for a\.io\. Check credHelpers/,
    ],
    ['kill -9 $$', /docker-credential-test ended with a signal/],
    ['yes hush', /docker-credential-test did not stop writing when asked for a\.io\. Check/],
  ] as const) {
    const failure = await failureOf((await withHelper(t, { credsStore: 'test' }, script)).of('a.io'))
    assert.match(failure, message)
    assert.doesNotMatch(failure, /hush/)
  }
})

test("a helper gets the step's environment without its inputs, tokens and files", async (t) => {
  const step = {
    ACTIONS_RUNTIME_TOKEN: 'x',
    INPUT_ENV: 'x',
    GITHUB_OUTPUT: 'x',
    GITHUB_STATE: 'x',
    HOME: '/h',
  }
  const script = `names=$(env | grep -E '^(ACTIONS_|INPUT_|GITHUB_|HOME)' | tr '\\n' ' ')
    printf '{"Username":"%s","Secret":"pw"}' "$names"`
  const credentials = await withHelper(t, { credsStore: 'test' }, script, step)
  assert.deepEqual(await credentials.of('a.io'), { username: 'HOME=/h ', password: 'pw' })
})

test('the step does not wait for processes that a helper leaves running', async (t) => {
  const script = `sleep 30 & echo '{"Username":"bob","Secret":"pw"}'`
  const began = performance.now()
  assert.deepEqual(await (await withHelper(t, { credsStore: 'test' }, script)).of('a.io'), bob)
  assert.ok(performance.now() - began < 10_000)
})

test('a helper that does not respond is ended when the step is cancelled', async (t) => {
  const abort = new AbortController()
  const credentials = await withHelper(t, { credsStore: 'test' }, 'sleep 30 & wait', {}, abort.signal)
  const asking = credentials.of('a.io')
  setTimeout(() => abort.abort(new RangeError('cancelled')), 100)
  const began = performance.now()
  await assert.rejects(asking, new RangeError('cancelled'))
  assert.ok(performance.now() - began < 5_000)
})

test('a helper that does not respond for a minute is ended and named', async (t) => {
  // The minute passes at once.
  t.mock.method(AbortSignal, 'timeout', () => AbortSignal.abort(new DOMException('', 'TimeoutError')))
  const credentials = await withHelper(t, { credsStore: 'test' }, 'exec sleep 60')
  assert.match(
    await failureOf(credentials.of('a.io')),
    /docker-credential-test did not respond within 60 s when asked for a\.io\. Check/,
  )
})

test('a helper that is missing, or whose name is not plain, is a failure', async (t) => {
  const missing = await withHelper(t, { credsStore: 'missing' }, '')
  assert.match(
    await failureOf(missing.of('a.io')),
    /Could not start the credential helper docker-credential-missing/,
  )
  const path = await withHelper(t, { credsStore: '../../bin/x' }, '')
  assert.match(
    await failureOf(path.of('a.io')),
    /"\.\.\/\.\.\/bin\/x" is not the name of a credential helper/,
  )
})
