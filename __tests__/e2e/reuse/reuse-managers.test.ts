import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { layoutOf, warningsIn } from '../build.ts'
import { assertNothingNew, downloadsIn, managerLines, openManagedApp } from '../managers.ts'

type Version = readonly [version: string, checksum: string]

const lodash = [
  '4.17.21',
  'v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg==',
] as const
const semver = {
  old: ['7.6.2', 'FNAIBWCx9qcRhoHcgcJ0gvU7SN1lYU2ZXuSfl04bSC5OpvDHFyJCjdNHomPXxjQlCBU67YW64PzY7/VIEH7F2w=='],
  new: ['7.6.3', 'oVekP1cKtI+CTDvHWYFUcMtsK/00wmAEfyqKfNdARm8u1wNVhSgaX7A8d4UuIlUI5e84iEwOhs7ZPYRmzU9U6A=='],
} as const

/** package.json and package-lock.json. The lock file has no addresses, so npm uses the registry in its configuration. */
const npmFiles = (semver: Version) => {
  const dependencies = {
    greetings: 'file:packages/grüße',
    lodash: lodash[0],
    semver: semver[0],
  }
  const app = { name: 'app', version: '1.0.0', dependencies }
  const packages = {
    '': app,
    'node_modules/greetings': { version: '1.0.0', resolved: 'file:packages/grüße' },
    'node_modules/lodash': { version: lodash[0], integrity: `sha512-${lodash[1]}` },
    'node_modules/semver': {
      version: semver[0],
      integrity: `sha512-${semver[1]}`,
      bin: { semver: 'bin/semver.js' },
    },
  }
  return {
    'package.json': JSON.stringify(app),
    'package-lock.json': JSON.stringify({ ...app, lockfileVersion: 3, requires: true, packages }),
  }
}

const npmApp = {
  ...npmFiles(semver.old),
  'packages/grüße/package.json': '{"name":"greetings","version":"1.0.0"}',
  [`packages/grüße/日本語-${'x'.repeat(100)}.txt`]: 'こんにちは\n',
}

const errors = {
  old: ['v0.9.0', 'J8lpUdobwIeCI7OiSxHqEwJUKvJwicL5+3v1oe2Yb4k='],
  new: ['v0.9.1', 'FEBLx1zS214owpjy7qsBeixbURkuhQAwrK5UwLGTwt4='],
} as const

const goFiles = ([version, checksum]: Version) => ({
  'go.mod': `module example.com/app

go 1.20

require (
	github.com/BurntSushi/toml v1.3.2
	github.com/pkg/errors ${version}
)
`,
  'go.sum': `github.com/BurntSushi/toml v1.3.2 h1:o7IhLm0Msx3BaB+n3Ag7L8EVlByGnpq14C4YWiu/gL8=
github.com/BurntSushi/toml v1.3.2/go.mod h1:CxXYINrC8qIiEnFrOxCa7Jy5BFHlXnUU2pbicEuybxQ=
github.com/pkg/errors ${version} h1:${checksum}
github.com/pkg/errors ${version}/go.mod h1:bwawxfHBFNV+L2hUp1rHADufV3IMtnDRdf1r5NINEl0=
`,
})

const goApp = {
  ...goFiles(errors.old),
  'main.go': `package main

import "github.com/pkg/errors"

func main() {
	println(errors.New("Hello, world!").Error())
}
`,
}

const npmDownload = /npm http fetch GET 200 \S+\/([^/\s]+\.tgz) .*\(cache miss\)/g
const goDownload = /# get \S+\/([^/\s]+\/@v\/\S+\.zip): 200 OK/g

suite('a build reuses what a real package manager left', { concurrency: 2 }, () => {
  test('npm', async (t) => {
    const app = await openManagedApp(t, 'npm', npmApp)
    const first = await app.build()
    assert.deepEqual(downloadsIn(first, npmDownload), ['lodash-4.17.21.tgz', 'semver-7.6.2.tgz'])
    const second = await app.build()
    assertNothingNew(second, first)
    assert.deepEqual(managerLines(second), [
      'cache was restored',
      'modules was restored',
      'the packages are up to date',
    ])
    assert.deepEqual(warningsIn(second), [])

    for (const [name, text] of Object.entries(npmFiles(semver.new))) await app.write(name, text)
    const changed = await app.build()
    assert.deepEqual(downloadsIn(changed, npmDownload), ['semver-7.6.3.tgz'])
    assert.deepEqual(managerLines(changed), ['cache was restored', 'modules was restored'])
    assert.deepEqual(warningsIn(changed), [])
    await layoutOf(changed)
    await app.reproduceInJobContainer(changed.outputs['digest'])
  })

  test('Go', async (t) => {
    const app = await openManagedApp(t, 'go', goApp)
    const first = await app.build()
    assert.deepEqual(downloadsIn(first, goDownload), ['errors/@v/v0.9.0.zip', 'toml/@v/v1.3.2.zip'])
    const second = await app.build()
    assertNothingNew(second, first)
    assert.deepEqual(managerLines(second), [
      'modules was restored',
      'cache was restored',
      'the program is up to date',
    ])
    assert.match(second.log, /all modules verified/)
    assert.deepEqual(warningsIn(second), [])

    for (const [name, text] of Object.entries(goFiles(errors.new))) await app.write(name, text)
    const changed = await app.build()
    assert.deepEqual(downloadsIn(changed, goDownload), ['errors/@v/v0.9.1.zip'])
    assert.deepEqual(managerLines(changed), ['modules was restored', 'cache was restored'])
    assert.deepEqual(warningsIn(changed), [])
    await layoutOf(changed)
    await app.reproduce(changed.outputs['digest'])
  })
})
