import assert from 'node:assert/strict'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { build, layoutOf, openWorkspace, scriptBuilder, warningsIn } from '../build.ts'
import { assertNothingNew, downloadsIn, managerLines, openManagedApp } from '../managers.ts'
import { layerScript } from '../reuse.ts'

// `npm run test:engines` runs this file. `npm test` does not, because it takes minutes and downloads Debian's Python and Java.

const lodash =
  'lodash@4.17.21|v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg=='
const oldSemver =
  'semver@7.6.2|FNAIBWCx9qcRhoHcgcJ0gvU7SN1lYU2ZXuSfl04bSC5OpvDHFyJCjdNHomPXxjQlCBU67YW64PzY7/VIEH7F2w=='
const newSemver =
  'semver@7.6.3|oVekP1cKtI+CTDvHWYFUcMtsK/00wmAEfyqKfNdARm8u1wNVhSgaX7A8d4UuIlUI5e84iEwOhs7ZPYRmzU9U6A=='

const pnpmFiles = (...packages: readonly string[]) => {
  const parsed = packages.map((text) => text.split(/[@|]/))
  const dependencies = Object.fromEntries(parsed.map(([name = '', version]) => [name, version]))
  const lock = {
    lockfileVersion: '9.0',
    settings: { autoInstallPeers: true, excludeLinksFromLockfile: false },
    importers: {
      '.': {
        dependencies: Object.fromEntries(
          parsed.map(([name = '', version]) => [name, { specifier: version, version }]),
        ),
      },
    },
    packages: Object.fromEntries(
      parsed.map(([name, version, sha512]) => [
        `${name}@${version}`,
        { resolution: { integrity: `sha512-${sha512}` }, ...(name === 'semver' && { hasBin: true }) },
      ]),
    ),
    snapshots: Object.fromEntries(parsed.map(([name, version]) => [`${name}@${version}`, {}])),
  }
  return {
    'package.json': JSON.stringify({ name: 'app', version: '1.0.0', dependencies }),
    // JSON is YAML.
    'pnpm-lock.yaml': JSON.stringify(lock),
  }
}

const pom = (version: string): string => `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>lab</groupId>
  <artifactId>app</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.source>17</maven.compiler.source>
    <maven.compiler.target>17</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
    <project.build.outputTimestamp>1980-01-01T00:00:02Z</project.build.outputTimestamp>
  </properties>
  <dependencies>
    <dependency>
      <groupId>com.google.code.findbugs</groupId>
      <artifactId>jsr305</artifactId>
      <version>${version}</version>
    </dependency>
  </dependencies>
  <build>
    <finalName>app</finalName>
    <plugins>
      <plugin>
        <artifactId>maven-jar-plugin</artifactId>
        <version>3.4.2</version>
      </plugin>
    </plugins>
  </build>
</project>
`

const managers = {
  pnpm: {
    app: pnpmFiles(lodash, oldSemver),
    change: pnpmFiles(lodash, newSemver),
    layers: ['cache', 'modules'],
    pattern: /Progress: .* (downloaded \d+), added \d+, done/g,
    first: ['downloaded 2'],
    changed: ['downloaded 1'],
  },
  pip: {
    app: { 'requirements.txt': 'click==8.1.6\nidna==3.6\n' },
    change: { 'requirements.txt': 'click==8.1.7\nidna==3.6\n' },
    layers: ['cache', 'modules'],
    pattern: /Downloading ([\w.-]+\.whl) /g,
    first: ['click-8.1.6-py3-none-any.whl', 'idna-3.6-py3-none-any.whl'],
    changed: ['click-8.1.7-py3-none-any.whl'],
  },
  maven: {
    app: { 'pom.xml': pom('3.0.1'), 'src/main/java/Main.java': 'public class Main {}\n' },
    change: { 'pom.xml': pom('3.0.2') },
    layers: ['cache'],
    pattern: /Downloaded from \S+ \S+\/(\S+\.jar) /g,
    first: ['jsr305-3.0.1.jar'],
    changed: ['jsr305-3.0.2.jar'],
  },
} as const

suite('a build reuses what another package manager left', { concurrency: 2 }, () => {
  for (const manager of ['pnpm', 'pip', 'maven'] as const) {
    test(manager, async (t) => {
      const {
        app: files,
        change,
        layers,
        pattern,
        first: downloads,
        changed: changedDownloads,
      } = managers[manager]
      const restored = layers.map((layer) => `${layer} was restored`)
      const app = await openManagedApp(t, manager, files)
      const first = await app.build()
      // Maven downloads its plugins too.
      assert.deepEqual(new Set(downloads).difference(new Set(downloadsIn(first, pattern))), new Set())
      const second = await app.build()
      assertNothingNew(second, first)
      const last = manager === 'maven' ? 'the program is up to date' : 'the packages are up to date'
      assert.deepEqual(managerLines(second), [...restored, last])
      assert.deepEqual(warningsIn(second), [])

      for (const [name, text] of Object.entries(change)) await app.write(name, text)
      const changed = await app.build()
      assert.deepEqual(downloadsIn(changed, pattern), changedDownloads)
      assert.deepEqual(managerLines(changed), restored)
      assert.deepEqual(warningsIn(changed), [])
      await layoutOf(changed)
      await app.reproduce(changed.outputs['digest'])
      assertNothingNew(await app.build(), changed)
    })
  }
})

test('a build reuses a layer with 30,000 small files', async (t) => {
  const files = 'BEGIN { for (n = 0; n < 30000; n++) { file = "layer/" n; print n > file; close(file) } }'
  const workspace = await openWorkspace(t, { 'build.sh': layerScript(`mkdir layer && awk '${files}'`) })
  const builder = await scriptBuilder('shared')
  const inputs = { builder, 'build-cache': join(workspace.job, 'build-cache') }
  const first = await build(workspace, inputs)
  const second = await build(workspace, inputs)
  assertNothingNew(second, first)
  assert.match(second.log, /the layer was restored/)
  assert.deepEqual(warningsIn(second), [])
})
