/** Which labels Mirin owns, and which one belongs to each status. */

import { expect } from 'chai';
import { STATUSES } from '../../queues/values.ts';
import { settingsSchema } from '../../src/configuration/settings.ts';
import { isOwnedLabel, labelMapOf, wantedLabels } from '../../src/github/label-map.ts';

describe('label map', () => {
  const map = labelMapOf(settingsSchema.parse({}));

  it('gives each status but pending the label that people know it by', () => {
    const wanted = STATUSES.map((status) => [status, wantedLabels(map, status)]);
    expect(wanted).to.deep.equal([
      ['pending', []],
      ['processing', ['processing']],
      ['awaiting-response', ['awaiting-response']],
      ['completed', ['completed']],
      ['error', ['error']],
      ['quarantined', ['quarantined']],
    ]);
  });

  it('gives no label to an issue that was never seen', () => {
    expect(wantedLabels(map, null)).to.deep.equal([]);
  });

  it('takes names and prefix from the settings', () => {
    const own = labelMapOf(settingsSchema.parse({ labelPrefix: 'mirin:', labels: { error: 'failed' } }));
    expect(wantedLabels(own, 'error')).to.deep.equal(['mirin:failed']);
    expect(wantedLabels(own, 'completed')).to.deep.equal(['mirin:completed']);
    expect(isOwnedLabel(own, 'completed')).to.equal(false);
  });

  it('gives each label the colour and the description of the settings, and owns retired names too', () => {
    const own = labelMapOf(
      settingsSchema.parse({
        labelColors: { error: 'ff0000' },
        labelDescriptions: { error: 'it went wrong' },
        retiredLabels: ['In Progress'],
        labelMode: 'respect',
      }),
    );
    expect(own.labels.error).to.deep.equal({ name: 'error', color: 'ff0000', description: 'it went wrong' });
    expect(own.labels.completed.color).to.equal('0e8a16');
    expect(own.mode).to.equal('respect');
    expect(isOwnedLabel(own, 'in progress')).to.equal(true);
    expect(isOwnedLabel(map, 'in progress')).to.equal(false);
  });

  it('owns its names in every spelling and no others', () => {
    expect(isOwnedLabel(map, 'Processing')).to.equal(true);
    expect(isOwnedLabel(map, 'AWAITING-RESPONSE')).to.equal(true);
    for (const foreign of ['pending', 'task:completed', 'completed ', 'error: network', 'process']) {
      expect(isOwnedLabel(map, foreign), foreign).to.equal(false);
    }
  });
});
