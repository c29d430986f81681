/** Which state the labels of an issue show. */

import { expect } from 'chai';
import { loadSettings } from '../../src/configuration/load-settings.ts';
import { labelMapOf } from '../../src/github/label-map.ts';
import { shownState } from '../../src/github/shown-state.ts';

const env = { MIRIN_LABEL_PREFIX: 'mirin:', MIRIN_RETIRED_LABELS: 'processing,done' };
const map = labelMapOf(loadSettings({ flags: {}, env, cwd: '/' }).settings);
const shown = (...labels: string[]) => shownState(map, { labels, isOpen: true });

describe('the state that labels show', () => {
  it('is that of the one owned label, in whatever case', () => {
    expect(shown('bug', 'Mirin:Processing')).to.equal('processing');
    expect(shown('mirin:completed')).to.equal('completed');
  });

  it('is none where no label belongs to a status, retired names included', () => {
    expect(shown()).to.equal(undefined);
    expect(shown('bug', 'completed')).to.equal(undefined);
    expect(shown('processing', 'done')).to.equal(undefined);
  });

  it('is the one that asks for the most care, of several', () => {
    const labels = ['completed', 'error', 'awaiting-response', 'processing', 'quarantined'].map(
      (name) => `mirin:${name}`,
    );
    const winners = labels.map((_, index) => shown(...labels.slice(0, index + 1)));
    expect(winners).to.deep.equal(['completed', 'error', 'awaiting-response', 'processing', 'quarantined']);
  });

  it('of a closed issue is the same, but that nobody is taken to work on it', () => {
    const closed = (label: string) => shownState(map, { labels: [label], isOpen: false });
    expect(closed('mirin:processing')).to.equal('pending');
    expect(closed('mirin:quarantined')).to.equal('quarantined');
  });
});
