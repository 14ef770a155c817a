import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authorizations, basic, digest, giving, guarded, login, manifest } from './guarded-registry.ts'
import { serve } from './http-server.ts'
import { client, imageAt } from './registry-client.ts'

interface Kind {
  /** The challenge of a 401 response, with REALM for the address of its token server. */
  readonly challenge: string
  /** The token server's response; T is the token. */
  readonly token: object
  readonly service?: string
}

const issued = '2026-11-24T12:00:00Z'

// The responses of common registries, each with another scope than the one of the request.
const kinds: Readonly<Record<string, Kind>> = {
  'Docker Hub': {
    challenge: 'Bearer realm="REALM",service="registry.docker.io",scope="repository:library/x:pull,push"',
    token: { token: 'T', access_token: 'T', expires_in: 300, issued_at: issued },
    service: 'registry.docker.io',
  },
  'GitHub’s registry': {
    challenge: 'Bearer realm="REALM",service="ghcr.io",scope="repository:user/image:pull"',
    token: { token: 'T' },
    service: 'ghcr.io',
  },
  Harbor: {
    challenge: 'Bearer realm="REALM",service="harbor-registry",scope="repository:library/x:pull"',
    token: { token: 'T', access_token: '', expires_in: 1800, issued_at: issued },
    service: 'harbor-registry',
  },
  'GitLab, whose challenge has an error': {
    challenge:
      'Bearer realm="REALM",service="container_registry",scope="repository:g/p:pull",error="invalid_token"',
    token: { token: 'T' },
    service: 'container_registry',
  },
  Quay: {
    challenge: 'Bearer realm="REALM",service="quay.io",scope="repository:org/x:pull"',
    token: { token: 'T' },
    service: 'quay.io',
  },
  'Azure’s registry': {
    challenge: 'Bearer realm="REALM",service="name.azurecr.io",scope="repository:x:pull"',
    token: { access_token: 'T' },
    service: 'name.azurecr.io',
  },
  'Google’s registry': {
    challenge: 'Bearer realm="REALM",service="europe-docker.pkg.dev",scope="repository:p/r/x:pull"',
    token: { expires_in: 43200, issued_at: issued, token: 'T' },
    service: 'europe-docker.pkg.dev',
  },
  'Amazon’s public registry, whose scope is none of a repository': {
    challenge: 'Bearer realm="REALM",service="public.ecr.aws",scope="aws"',
    token: { token: 'T' },
    service: 'public.ecr.aws',
  },
  'Nexus, whose service is an address': {
    challenge: 'Bearer realm="REALM",service="https://nexus.example/v2/token"',
    token: { token: 'T' },
    service: 'https://nexus.example/v2/token',
  },
  Artifactory: {
    challenge: 'Bearer realm="REALM",service="artifactory.example:443",scope="repository:x:pull"',
    token: { token: 'T', expires_in: 3600 },
    service: 'artifactory.example:443',
  },
  'Gitea, whose scope is a star': {
    challenge: 'Bearer realm="REALM",service="container_registry",scope="*"',
    token: { token: 'T' },
    service: 'container_registry',
  },
  'one that knows no service, and leaves spaces': {
    challenge: 'bearer  realm = "REALM" , charset="utf-8"',
    token: { token: 'T' },
  },
  'one whose token is an empty text, and the access token is not': {
    challenge: 'Bearer realm="REALM"',
    token: { token: '', access_token: 'T' },
  },
  'one that names what it does not give': {
    challenge: 'Bearer realm="REALM"',
    token: { token: null, access_token: 'T', expires_in: null, refresh_token: null },
  },
  'one that gives the lifetime as a text': {
    challenge: 'Bearer realm="REALM"',
    token: { token: 'T', expires_in: '3600' },
  },
}

for (const [name, { challenge, token, service }] of Object.entries(kinds)) {
  test(`a registry that responds like ${name} is read with a token`, async (t) => {
    const tokens = await serve(
      t,
      giving(() => token),
    )
    const server = await serve(
      t,
      guarded(
        () => challenge.replace('REALM', `http://${tokens.host}/token`),
        (header) => header === 'Bearer T',
      ),
    )
    const { registry } = client({ credential: login })
    assert.deepEqual(await registry.readableRepository(imageAt(server.host)).manifest(digest), manifest)
    const { searchParams } = new URL(tokens.asked[0]?.path ?? '', 'http://x')
    assert.equal(searchParams.get('service') ?? undefined, service)
    assert.deepEqual(searchParams.getAll('scope'), ['repository:team/app:pull'])
    assert.deepEqual(authorizations(tokens.asked), [basic])
  })
}

for (const [name, challenge] of [
  [
    'Amazon’s private registry',
    'Basic realm="https://1.dkr.ecr.eu-west-1.amazonaws.com/",service="ecr.amazonaws.com"',
  ],
  ['Nexus without its token realm', 'BASIC realm="Sonatype Nexus Repository Manager"'],
  ['Artifactory without tokens', 'Basic realm="Artifactory Realm"'],
] as const) {
  test(`a registry that responds like ${name} is read with name and password`, async (t) => {
    const server = await serve(
      t,
      guarded(
        () => challenge,
        (header) => header === basic,
      ),
    )
    const { registry } = client({ credential: login })
    assert.deepEqual(await registry.readableRepository(imageAt(server.host)).manifest(digest), manifest)
  })
}
