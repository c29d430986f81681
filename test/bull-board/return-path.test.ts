/** After a log-in nobody is led away from the board. */

import { expect } from 'chai';
import { returnPath } from '../../bull-board/return-path.ts';

describe('returnPath', () => {
  it('keeps a path of the board with its query', () => {
    expect(returnPath('/queues/queue/mirin-labels?status=failed')).to.equal('/queues/queue/mirin-labels?status=failed');
  });

  const elsewhere = [
    ...['https://evil.example/', '//evil.example', '/\\evil.example', '\\\\evil.example', '/\t/evil.example'],
    ...['/.//evil.example', '/a/..//evil.example', 'javascript:alert(1)', 'evil.example', '', 'queues'],
  ];
  for (const wanted of elsewhere) {
    it(`goes home instead of to ${JSON.stringify(wanted)}`, () => {
      expect(returnPath(wanted)).to.equal('/queues');
    });
  }

  it('goes home for what is no text', () => {
    for (const wanted of [undefined, ['/a', '/b'], { a: 1 }]) expect(returnPath(wanted)).to.equal('/queues');
  });
});
