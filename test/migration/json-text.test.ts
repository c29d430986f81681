/** Tests that JSON is cut into its parts without a character of a value being changed. */

import { expect } from 'chai';
import { compactJson, depthOf, entriesOf } from '../../src/migration/json-text.ts';

describe('JSON text', () => {
  const value = { a: [], b: {}, 'c"\\': 'x, "y": {z}\\', d: [1, { e: '  ' }], f: null, g: -1.5e-7, '': '\\"' };

  it('is compacted to what JSON.stringify writes', () => {
    for (const indent of [0, 1, '\t']) {
      expect(compactJson(JSON.stringify(value, null, indent))).to.equal(JSON.stringify(value));
    }
    expect(compactJson(' [ 1 ,\r\n "a b" ] ')).to.equal('[1,"a b"]');
  });

  it('is cut into the entries of an object', () => {
    const expected = Object.entries(value).map(([key, inner]) => [key, JSON.stringify(inner)]);
    expect(entriesOf(JSON.stringify(value))).to.deep.equal(expected);
    expect(entriesOf('{}')).to.deep.equal([]);
  });

  it('is cut into the entries of an array, by index', () => {
    expect(entriesOf('[1,[2,3],"a,b",{}]')).to.deep.equal([
      ['0', '1'],
      ['1', '[2,3]'],
      ['2', '"a,b"'],
      ['3', '{}'],
    ]);
    expect(entriesOf('[]')).to.deep.equal([]);
  });

  it('keeps numbers that JavaScript would round, and keys that are written twice', () => {
    expect(entriesOf('{"n":12345678901234567890,"n":1.0}')).to.deep.equal([
      ['n', '12345678901234567890'],
      ['n', '1.0'],
    ]);
  });

  it('tells how deep it goes', () => {
    const depths: [string, number][] = [
      ['1', 0],
      ['"[[["', 0],
      ['[]', 1],
      ['{"a":[{}],"b":[]}', 3],
    ];
    for (const [text, depth] of depths) expect(depthOf(text), text).to.equal(depth);
  });

  it('is read without recursion, however long a text or deep a value is', () => {
    const escapes = `{"a":"${String.raw`\n`.repeat(3_000_000)}"}`;
    expect(entriesOf(compactJson(escapes))[0]?.[1]).to.have.lengthOf(6_000_002);
    expect(depthOf('['.repeat(100_000) + ']'.repeat(100_000))).to.equal(100_000);
  });
});
