/** Tests of the record that the private Redis leaves of itself. */

import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { readState, urlOf, writeState } from '../../src/private-redis/state-file.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('the state file of the private Redis', () => {
  const state = { port: 4711, password: 'secret', runId: 'r1', mark: '1@2@3', users: ['4@5@6'] };

  it('gives back what was written, and is readable by its owner alone', async () => {
    const folder = tempFolder();
    const file = path.join(folder, 'state.json');
    await writeState(file, state);
    expect(await readState(file)).to.deep.equal(state);
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
    expect(await readdir(folder)).to.deep.equal(['state.json']);
  });

  const senseless = {
    'an empty file': '',
    'an empty object': '{}',
    'half a file': JSON.stringify(state).slice(0, 30),
    'an array': '[]',
    'a port out of range': JSON.stringify({ ...state, port: 70_000 }),
  };
  for (const [what, content] of Object.entries(senseless)) {
    it(`counts as missing when it is ${what}`, async () => {
      const folder = tempFolder({ 'state.json': content });
      expect(await readState(path.join(folder, 'state.json'))).to.equal(undefined);
    });
  }

  it('leads to a URL that names the user', () => {
    expect(urlOf(state)).to.equal('redis://default:secret@127.0.0.1:4711');
  });
});
