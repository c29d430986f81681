/** Starting and stopping the board. */

import { expect } from 'chai';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { ConfigInvalidError } from '../../src/errors.ts';
import { send, stopBoards, testBoard } from '../support/board.ts';
import { rejection } from '../support/rejection.ts';
import { tempFolder } from '../support/temp-folder.ts';

async function faultOf(start: Promise<unknown>): Promise<unknown> {
  const error = await rejection(start);
  return error instanceof ConfigInvalidError ? error.faults[0] : error;
}

describe('startBoard', () => {
  afterEach(stopBoards);

  it('says where the board is and who may come in', async () => {
    const board = await testBoard();
    expect(board.url).to.equal(`http://127.0.0.1:${board.port}`);
    expect(board.user).to.equal('mirin');
    expect(board.password.source).to.equal('settings');
    expect(board.warnings).to.deep.equal([]);
    expect((await fetch(`${board.url}/healthz`)).status).to.equal(200);
  });

  it('makes a password where none is configured', async () => {
    const dataDir = path.join(tempFolder(), 'new');
    const { password } = await testBoard({ dataDir, settings: { boardPassword: undefined } });
    expect(password.source).to.equal('created');
    expect(password.file).to.equal(path.join(dataDir, 'board-password'));
    expect((await readFile(password.file ?? '', 'utf8')).trim()).to.equal(password.value);
    expect((await stat(dataDir)).mode & 0o777).to.equal(0o700);
  });

  it('names the port and the setting when the port is taken', async () => {
    const { port } = await testBoard();
    expect(await faultOf(testBoard({ settings: { boardPort: port } }))).to.deep.equal({
      field: 'boardPort',
      expected: 'a free port (boardPort, --board-port; 0 = any)',
      received: `${port}, which is taken on 127.0.0.1`,
    });
  });

  it('names the setting when the address is not of this machine', async () => {
    const fault = await faultOf(testBoard({ settings: { boardHost: '192.0.2.1' } }));
    expect(fault).to.deep.include({ field: 'boardHost', received: '"192.0.2.1"' });
  });

  it('warns of an address that others can reach', async () => {
    const board = await testBoard({ settings: { boardHost: '0.0.0.0' } });
    expect(board.url).to.equal(`http://localhost:${board.port}`);
    expect(board.warnings).to.have.length(1);
    expect(board.warnings[0]).to.include('without TLS').and.to.include('boardHost');
  });

  it('stops in bounded time, also with a request under way, and leaves the queues open', async () => {
    const board = await testBoard({ health: { check: () => new Promise(() => undefined) } });
    const hanging = send(board, 'GET', '/readyz').catch((error: NodeJS.ErrnoException) => error.code);
    await fetch(`${board.url}/healthz`);
    await board.stop();
    // Not 503: the check would have been given up after 3 s.
    expect(await hanging).to.equal('ECONNRESET');
    expect(await fetch(`${board.url}/healthz`).catch(() => 'refused')).to.equal('refused');
    expect(await board.queues.labels.isPaused()).to.equal(false);
  });
});
