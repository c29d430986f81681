/** Tests of the settings of labels: what GitHub would not take is named at start, all of it together, for every project. */

import { expect } from 'chai';
import { loadSettings } from '../../src/configuration/load-settings.ts';
import { settingsFor } from '../../src/configuration/settings-for.ts';
import { ConfigInvalidError } from '../../src/errors.ts';
import { tempFolder } from '../support/temp-folder.ts';

type File = Record<string, unknown>;

const load = (file: File, env: NodeJS.ProcessEnv = {}) =>
  loadSettings({ env, cwd: tempFolder({ 'mirin.config.json': file }) }).settings;

/** `FIELD: EXPECTED, got RECEIVED` of each fault. */
function faultsOf(file: File): string[] {
  try {
    load(file);
  } catch (error) {
    expect(error).to.be.instanceOf(ConfigInvalidError);
    return (error as ConfigInvalidError).faults.map(
      ({ field, expected, received }) => `${field.replace('mirin.config.json: ', '')}: ${expected}, got ${received}`,
    );
  }
  return [];
}

describe('the settings of labels', () => {
  it('are refused with every fault that GitHub would find in them', () => {
    const faults = faultsOf({
      labelPrefix: 'miri,n:',
      labels: { processing: 'läuft', completed: ' done', error: 'e'.repeat(51), pending: 'waits' },
      labelColors: { error: '#d73a4a', completed: 'green' },
      labelDescriptions: { error: 'x'.repeat(101), completed: 'two\nlines' },
      retiredLabels: ['in progress', 'a,b'],
      labelMode: 'ignore',
    });
    expect(faults).to.deep.equal([
      'labelPrefix: at most 20 ASCII characters without commas, got "miri,n:"',
      'labels.processing: 1 to 50 ASCII characters without commas, got "läuft"',
      'labels.completed: a name without blanks at its ends, got " done"',
      `labels.error: 1 to 50 ASCII characters without commas, got "${'e'.repeat(51)}"`,
      'labels.pending: no such option, got it',
      'labelColors.completed: six hex digits without #, got "green"',
      'labelColors.error: six hex digits without #, got "#d73a4a"',
      'labelDescriptions.completed: at most 100 characters in one line, got "two\\nlines"',
      `labelDescriptions.error: at most 100 characters in one line, got "${'x'.repeat(56)}…" (101 characters)`,
      'retiredLabels.1: 1 to 50 ASCII characters without commas, got "a,b"',
      'labelMode: enforce or respect, got "ignore"',
    ]);
  });

  it('are refused where names are equal but for case, too long with their prefix, or retired and in use', () => {
    const faults = faultsOf({
      labelPrefix: 'mirin:',
      labels: { processing: 'Busy', completed: 'busy', error: 'BUSY', quarantined: 'q'.repeat(45) },
      retiredLabels: ['Mirin:awaiting-response', 'old', 'OLD'],
    });
    expect(faults).to.deep.equal([
      'labels: labels that differ in more than case, got "busy" twice',
      'labels: labels that differ in more than case, got "BUSY" twice',
      `labelPrefix: at most 50 characters of prefix and label together, got 51 with "${'q'.repeat(45)}"`,
      'retiredLabels: names that differ in more than case, got "OLD" twice',
      'retiredLabels: names that no status has any more, got "Mirin:awaiting-response"',
    ]);
  });

  describe('of one project', () => {
    it('go before those of all, status by status, and what is left out stays', () => {
      const settings = load({
        labelPrefix: 'mirin:',
        labels: { error: 'failed' },
        projectSettings: {
          'Acme/Widgets': { labels: { completed: 'done' }, labelColors: { completed: '00ff00' }, labelMode: 'respect' },
        },
      });
      const own = settingsFor(settings, 'acme/widgets');
      expect(own).to.include({ labelPrefix: 'mirin:', labelMode: 'respect' });
      expect(own.labels).to.include({ completed: 'done', error: 'failed', processing: 'processing' });
      expect(own.labelColors).to.include({ completed: '00ff00', error: 'd73a4a' });
      expect(settingsFor(settings, 'acme/gears')).to.deep.equal(settings);
    });

    it('can be given in the environment, as JSON', () => {
      const env = { MIRIN_PROJECT_SETTINGS: '{"acme/widgets": {"labelPrefix": "m:"}}' };
      expect(settingsFor(load({}, env), 'acme/widgets').labelPrefix).to.equal('m:');
    });

    it('are refused with every fault of their own, and by the rules of all', () => {
      const faults = faultsOf({
        projectSettings: {
          widgets: {},
          'acme/widgets': { labels: { error: 'a,b' }, labelColor: {}, labelColors: { error: 'red' } },
        },
      });
      expect(faults).to.deep.equal([
        'projectSettings.widgets: owner/repo or host/owner/repo, as GitHub spells them, got "widgets"',
        'projectSettings.acme/widgets.labels.error: 1 to 50 ASCII characters without commas, got "a,b"',
        'projectSettings.acme/widgets.labelColors.error: six hex digits without #, got "red"',
        'projectSettings.acme/widgets.labelColor: no such option, got it',
      ]);
    });

    it('are refused where they do not fit what the project has from all', () => {
      const faults = faultsOf({
        labels: { completed: 'done', quarantined: 'q'.repeat(45) },
        projectSettings: {
          'acme/widgets': { labels: { error: 'DONE' } },
          'Acme/Widgets': { labelPrefix: 'mirin:' },
          'acme/gears': { retiredLabels: ['Done'] },
        },
      });
      expect(faults).to.deep.equal([
        'projectSettings: each project once, whatever its case, got "acme/widgets" twice',
        'projectSettings.acme/widgets.labels: labels that differ in more than case, got "DONE" twice',
        'projectSettings.acme/gears.retiredLabels: names that no status has any more, got "Done"',
      ]);
    });

    it('are refused where a name gets too long with the prefix of one project only', () => {
      const label = 'q'.repeat(45);
      const faults = faultsOf({
        labels: { quarantined: label },
        projectSettings: { 'acme/widgets': { labelPrefix: 'mirin:' } },
      });
      expect(faults).to.deep.equal([
        `projectSettings.acme/widgets.labelPrefix: at most 50 characters of prefix and label together, got 51 with "${label}"`,
      ]);
    });
  });
});
