/** JSON that travels as text is JSON, and no more of it than a job may carry. */

import { expect } from 'chai';
import { jsonTextSchema } from '../../queues/json-text.ts';

describe('a payload that comes as text', () => {
  const largest = JSON.stringify('x'.repeat(256 * 1024 - 2));

  it('is taken up to 256 KB, and refused beyond', () => {
    expect(jsonTextSchema.safeParse(largest).success).to.equal(true);
    const { error } = jsonTextSchema.safeParse(`${largest} `);
    expect(error?.issues.map(({ message }) => message)).to.deep.equal(['at most 256 KB of JSON']);
  });

  it('is refused where it is no JSON', () => {
    expect(jsonTextSchema.safeParse('{').error?.issues.map(({ message }) => message)).to.deep.equal(['JSON']);
  });
});
