/** Sessions end. */

import { expect } from 'chai';
import { SESSION_MS, Sessions } from '../../bull-board/sessions.ts';

describe('Sessions', () => {
  it('end to the millisecond', () => {
    let nowMs = 1_000;
    const sessions = new Sessions(() => nowMs);
    const id = sessions.open();
    nowMs += SESSION_MS - 1;
    expect(sessions.isOpen(id)).to.equal(true);
    nowMs += 1;
    expect(sessions.isOpen(id)).to.equal(false);
  });

  it('end when they are closed, alone', () => {
    const sessions = new Sessions();
    const [one, other] = [sessions.open(), sessions.open()];
    sessions.close(one);
    expect([sessions.isOpen(one), sessions.isOpen(other)]).to.deep.equal([false, true]);
  });

  it('are never open without an id', () => {
    const sessions = new Sessions();
    sessions.open();
    expect(sessions.isOpen(undefined)).to.equal(false);
    expect(sessions.isOpen('')).to.equal(false);
  });

  it('are at most a thousand; the oldest gives way', () => {
    const sessions = new Sessions();
    const ids = Array.from({ length: 1_001 }, () => sessions.open());
    expect(new Set(ids).size).to.equal(1_001);
    expect(sessions.isOpen(ids[0])).to.equal(false);
    expect(ids.slice(1).every((id) => sessions.isOpen(id))).to.equal(true);
  });
});
