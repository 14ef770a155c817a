import assert from 'node:assert/strict'
import { test } from 'node:test'
import { projectMetadataToml, withoutCredentials } from '../../../src/cnb/project/descriptor.ts'

test('the declared source is written as pack writes it', () => {
  assert.equal(
    projectMetadataToml({ version: '1.2', url: 'https://example.com/app' }),
    '[source]\ntype = "project"\n\n[source.version]\ndeclared = "1.2"\n\n[source.metadata]\nurl = "https://example.com/app"\n',
  )
})

const addresses = [
  ['https://example.com/app', 'https://example.com/app'],
  ['https://example.com', 'https://example.com'],
  ['https://me:token@example.com/app?at=1@2', 'https://example.com/app'],
  ['https://token@example.com', 'https://example.com/'],
  ['https://me:pass@word@example.com/', 'https://example.com/'],
  ['HTTPS://me@example.com/', 'https://example.com/'],
  [' https://me:token@example.com/app', 'https://example.com/app'],
  ['https:/me:token@example.com/app', 'https://example.com/app'],
  ['https://me:\ntoken@example.com/app', 'https://example.com/app'],
  ['https://example.com/app?private_token=1', 'https://example.com/app'],
  ['https://example.com/app#access_token=1', 'https://example.com/app'],
  ['git+ssh://git@example.com/app.git', 'git+ssh://example.com/app.git'],
  ['https://example.com/@scope/app', 'https://example.com/@scope/app'],
  ['git@example.com:me/app.git', ''],
  ['//me:token@example.com', ''],
  ['https://me:to/ken@example.com', ''],
  ['me:token@example.com/app', ''],
  ['', ''],
] as const

for (const [url, expected] of addresses) {
  test(`${JSON.stringify(url)} is recorded in the image as "${expected}"`, () => {
    assert.equal(withoutCredentials(url), expected)
  })
}
