import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goJson, goMap, goStruct } from '../../src/json/go-json.ts'

test('special characters of HTML and JavaScript are escaped like in Go', () => {
  assert.equal(
    goJson('<a> & "b"\\ \u2028\u2029 é\n\u0001'),
    String.raw`"\u003ca\u003e \u0026 \"b\"\\ \u2028\u2029 é\n\u0001"`,
  )
})

test('maps are sorted by the bytes of their keys, and structs keep their order', () => {
  const map = goMap({ 10: 'ten', 9: 'nine', b: 'B', a: 'A', '\uffff': 'late', '😀': 'later', '<': '&' })
  assert.equal(
    goJson({ z: 1, map }),
    String.raw`{"z":1,"map":{"10":"ten","9":"nine","\u003c":"\u0026","a":"A","b":"B","` +
      '\uffff":"late","😀":"later"}}',
  )
  assert.equal(goMap(null), undefined)
})

test('a struct leaves out empty and unknown fields', () => {
  const value = { b: [], a: 'x', c: 0, d: false, e: '', f: null, g: new Map(), h: {}, i: true, unknown: 1 }
  assert.equal(goJson(goStruct(value, [...'abcdefghij'])), '{"a":"x","h":{},"i":true}')
})
