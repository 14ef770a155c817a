import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { suite, test } from 'node:test'
import { build, layoutOf, openWorkspace, scriptBuilder } from '../build.ts'

const platformApis = ['0.12', '0.15']

const env = {
  HTTP_PROXY: 'http://127.0.0.1:9',
  https_proxy: 'http://user:proxy-secret@127.0.0.1:9',
  NO_PROXY: 'localhost,127.0.0.1',
}

// Prints the values in capitals, so that a secret in the log can only come from the action.
const script = [
  'for name in HTTP_PROXY http_proxy HTTPS_PROXY https_proxy NO_PROXY no_proxy',
  'do eval "value=\\$$name"; echo "$name=$(echo "$value" | tr a-z A-Z)"',
  'done',
].join('\n')

suite('the step’s proxy settings reach buildpacks, in upper and lower case, but not the image', {
  concurrency: 2,
}, () => {
  for (const api of platformApis) {
    test(`platform API ${api}`, async (t) => {
      const builder = await scriptBuilder(`proxy-${api}`, {
        metadata: (metadata) => {
          const apis = { ...metadata.lifecycle.apis, platform: { deprecated: [], supported: [api] } }
          return { ...metadata, lifecycle: { ...metadata.lifecycle, apis } }
        },
      })
      const workspace = await openWorkspace(t, { 'build.sh': script })
      const direct = await build(workspace, { builder })
      assert.match(direct.log, /^HTTPS_PROXY=$/m)

      const proxied = await build(workspace, { builder }, { env })

      for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']) {
        const value = { ...env, HTTPS_PROXY: env.https_proxy }[name]?.toUpperCase()
        for (const line of [`${name}=${value}`, `${name.toLowerCase()}=${value}`]) {
          assert.ok(proxied.log.split('\n').includes(line), `${line} in ${proxied.log}`)
        }
      }
      assert.doesNotMatch(proxied.log, /proxy-secret/)
      assert.equal(proxied.outputs['digest'], direct.outputs['digest'])
      const { folder, manifest } = await layoutOf(proxied)
      const config = await readFile(`${folder}/blobs/${manifest.config.digest.replace(':', '/')}`, 'utf8')
      assert.doesNotMatch(config, /127\.0\.0\.1:9|proxy/i)
    })
  }
})
