import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatOrder, orderToml, resolveOrder } from '../../../src/cnb/buildpacks/order.ts'
import { failureOf } from '../../registry/registry-client.ts'

test('an order.toml has the form that the lifecycle reads', () => {
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

test('a missing version is the only known one', () => {
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
    /The buildpack several has several versions: 1\.0\.0, 2\.0\.0\. Choose one, .*several@1\.0\.0/,
  ],
  ['gone', undefined, /contains the buildpack gone, which is neither in the builder nor added by the inputs/],
  ['one', '2.0.0', /Version 2\.0\.0 of the buildpack one was not found\. Available versions: 1\.0\.0\./],
]

for (const [id, version, message] of refused) {
  test(`an order with ${id} ${version ?? 'without a version'} is refused`, async () => {
    const resolving = Promise.resolve().then(() => resolveOrder([[{ id, version }]], known))
    assert.match(await failureOf(resolving), message)
  })
}

test('a message shows at most three groups of an order', () => {
  const group = [
    { id: 'a', version: '1' },
    { id: 'b', optional: true },
  ]
  assert.equal(formatOrder([group]), 'a@1, b (optional)')
  assert.equal(
    formatOrder([group, group, group, group, group]),
    'a@1, b (optional); or a@1, b (optional); or a@1, b (optional); or 2 more groups',
  )
})
