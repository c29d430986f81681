/** Tests of the settings of the intake: what can't be is named at start, all of it together, for every project. */

import { expect } from 'chai';
import { loadSettings } from '../../src/configuration/load-settings.ts';
import { settingsFor } from '../../src/configuration/settings-for.ts';
import { ConfigInvalidError } from '../../src/errors.ts';
import { tempFolder } from '../support/temp-folder.ts';

const load = (file: Record<string, unknown>, env: NodeJS.ProcessEnv = {}) =>
  loadSettings({ env, cwd: tempFolder({ 'mirin.config.json': file }) }).settings;

/** `FIELD: EXPECTED, got RECEIVED` of each fault. */
function faultsOf(file: Record<string, unknown>): string[] {
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

describe('the settings of the intake', () => {
  it('are off without a word', () => {
    expect(load({})).to.include({ intake: 'off', intakeOpenOnly: true, intakeComments: true, maxPendingTasks: 100 });
  });

  it('are refused with every fault in them', () => {
    const faults = faultsOf({
      intake: 'poppo',
      intakeTypes: { bug: '' },
      intakePriorities: { urgent: 75 },
      intakeExcluded: ['two\nlines'],
      intakeAssigned: 'me',
      intakeAttempts: 0,
      maxPendingTasks: 1.5,
    });
    expect(faults).to.deep.equal([
      'intake: off, poppobuilder or labels, got "poppo"',
      'intakeTypes.bug: 1 to 64 characters without control characters, got ""',
      'intakePriorities.urgent: one of dogfooding, high, normal, low, got 75',
      'intakeExcluded.0: a label of 1 to 50 characters in one line, got "two\\nlines"',
      'intakeAssigned: any, assigned or unassigned, got "me"',
      'intakeAttempts: a whole number from 1 to 100, got 0',
      'maxPendingTasks: a whole number from 1 to 100000, got 1.5',
    ]);
  });

  it('are refused where labels contradict each other', () => {
    expect(faultsOf({ intake: 'labels' })).to.deep.equal(['intake: at least one label in intakeTypes, got none']);
    const faults = faultsOf({
      labelPrefix: 'mirin:',
      intake: 'labels',
      intakeTypes: { Bug: 'fix', bug: 'mend', 'Mirin:error': 'again' },
      intakePriorities: { urgent: 'high', URGENT: 'low' },
      intakeExcluded: ['BUG'],
    });
    expect(faults).to.deep.equal([
      'intakeTypes: labels that differ in more than case, got "bug" twice',
      'intakePriorities: labels that differ in more than case, got "URGENT" twice',
      'intakeTypes: labels that Mirin does not own, got "Mirin:error"',
      'intakeExcluded: labels that intakeTypes does not name, got "BUG"',
    ]);
  });

  it('count for each project on their own, checked as they count there', () => {
    const settings = load({
      projects: ['acme/widgets', 'acme/gadgets'],
      intakeExcluded: ['later'],
      projectSettings: { 'ACME/Widgets': { intake: 'labels', intakeTypes: { bug: 'fix' }, maxPendingTasks: 5 } },
    });
    expect(settingsFor(settings, 'acme/widgets')).to.deep.include({
      intake: 'labels',
      intakeTypes: { bug: 'fix' },
      intakeExcluded: ['later'],
      maxPendingTasks: 5,
    });
    expect(settingsFor(settings, 'acme/gadgets')).to.deep.include({ intake: 'off', intakeTypes: {} });
    expect(faultsOf({ projectSettings: { 'acme/widgets': { intake: 'labels' } } })).to.deep.equal([
      'projectSettings.acme/widgets.intake: at least one label in intakeTypes, got none',
    ]);
  });

  it('can be given in the environment', () => {
    const env = { MIRIN_INTAKE: 'labels', MIRIN_INTAKE_TYPES: '{"bug": "fix"}', MIRIN_INTAKE_EXCLUDED: 'later,never' };
    const settings = load({}, env);
    expect(settings).to.deep.include({ intakeTypes: { bug: 'fix' }, intakeExcluded: ['later', 'never'] });
  });
});
