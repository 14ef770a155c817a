import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatOrder, orderToml, resolveOrder } from '../../../src/cnb/buildpacks/order.ts'
import { failureOf } from '../../registry/registry-client.ts'

test('an order is written as the lifecycle reads it', () => {
  assert.equal(
    orderToml([
      [
        { id: 'acme/node', version: '1.0.0' },
        { id: 'acme/npm', version: '2.0.0', optional: true },
      ],
      [{ id: 'acme/python', version: '3.0.0', optional: false }],
    ]).replaceAll('\n\n', '\n'),
    [
      '[[order]]',
      ...['[[order.group]]', 'id = "acme/node"', 'version = "1.0.0"'],
      ...['[[order.group]]', 'id = "acme/npm"', 'version = "2.0.0"', 'optional = true'],
      '[[order]]',
      ...['[[order.group]]', 'id = "acme/python"', 'version = "3.0.0"', ''],
    ].join('\n'),
  )
})

const known = [
  { id: 'one', version: '1.0.0' },
  { id: 'several', version: '1.0.0' },
  { id: 'several', version: '2.0.0' },
]

test('what has no version has the only one that there is', () => {
  assert.deepEqual(
    resolveOrder(
      [
        [
          { id: 'one', optional: true },
          { id: 'several', version: '2.0.0' },
        ],
      ],
      known,
    ),
    [
      [
        { id: 'one', version: '1.0.0', optional: true },
        { id: 'several', version: '2.0.0' },
      ],
    ],
  )
})

const refused: readonly (readonly [string, string | undefined, RegExp])[] = [
  [
    'several',
    undefined,
    /several versions of the buildpack several: 1\.0\.0, 2\.0\.0\. Say which.*several@1\.0\.0/,
  ],
  ['gone', undefined, /names gone, which is neither in the builder nor among those that were added/],
  ['one', '2.0.0', /There is no one of the version 2\.0\.0: 1\.0\.0 there is/],
]

for (const [id, version, message] of refused) {
  test(`an order with ${id} ${version ?? 'of no version'} is refused`, async () => {
    const resolving = Promise.resolve().then(() => resolveOrder([[{ id, version }]], known))
    assert.match(await failureOf(resolving), message)
  })
}

test('an order is told with at most three groups', () => {
  const group = [
    { id: 'a', version: '1' },
    { id: 'b', optional: true },
  ]
  assert.equal(formatOrder([group]), 'a@1, b (optional)')
  assert.equal(
    formatOrder([group, group, group, group, group]),
    'a@1, b (optional); or a@1, b (optional); or a@1, b (optional); or 2 groups more',
  )
})
