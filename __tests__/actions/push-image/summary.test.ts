import assert from 'node:assert/strict'
import { test } from 'node:test'
import { indexOf } from '../../image/image.ts'
import { baseTexts, newImage, openLayout, openRegistry, push, pushBase, skip } from './push.ts'

/** What a reader sees: markup gone, its encoded characters back. */
const seen = (html: string): string =>
  html
    .replace(/<br>|<\/t[dh]>/g, ' ')
    .replace(/<[^>]+>/g, '')
    .replace(/&#(\d+);/g, (_, point: string) => String.fromCodePoint(Number(point)))

test('the summary has references to copy, and shows for each platform how its blobs were transferred', {
  skip,
}, async (t) => {
  const { address } = await openRegistry(t)
  await pushBase(t, `${address}/base/run:1`)
  const platforms = ['amd64', 'arm64'].map((architecture) => ({ os: 'linux', architecture }))
  const index = indexOf(platforms.map((platform) => [platform, newImage(platform)]))
  const path = await openLayout(t, index, { without: baseTexts, base: `${address}/base/run:1` })
  const pushed = await push({ path, to: [`${address}/team/app:1.2`, `${address}/team/app:latest`] })
  const { digest } = index.descriptor
  const summary = seen(pushed.summary)
  assert.ok(summary.includes(`An index of 2 images, pushed and read back: 2 tags in 1 repository.`))
  assert.ok(summary.includes(`By digest ${address}/team/app@${digest}`))
  assert.ok(summary.includes(`Tags ${address}/team/app:1.2 ${address}/team/app:latest`))
  assert.ok(summary.includes(`\`\`\`sh\ndocker pull ${address}/team/app@${digest}\n\`\`\``))
  for (const platform of ['linux/amd64', 'linux/arm64']) {
    assert.match(summary, new RegExp(`team/app ${platform} 200 kB in 3 blobs 9 B in 2 blobs  `))
  }
})

test('the name of a platform cannot inject markup', { skip }, async (t) => {
  const { address } = await openRegistry(t)
  const image = newImage({ os: '<img src=x>', architecture: '|`' })
  const pushed = await push({ path: await openLayout(t, image), to: [`${address}/team/app:1`] })
  const { summary } = pushed
  assert.ok(!summary.includes('<img'))
  assert.ok(!summary.includes('|'))
})

test('with very many tags, the summary says how many it leaves out', { skip }, async (t) => {
  const { address } = await openRegistry(t)
  const to = Array.from({ length: 52 }, (_, nth) => `${address}/team/app:${nth}`)
  const pushed = await push({ path: await openLayout(t, newImage()), to })
  assert.match(seen(pushed.summary), /team\/app:49 2 more tags /)
})
