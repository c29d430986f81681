/** The compose file keeps what Mirin's promises need of Redis, and no secret. */

import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { environmentNames, SETTING_NAMES } from '../src/configuration/setting-names.ts';
import { settingsSchema } from '../src/configuration/settings.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const COMPOSE = readFileSync(path.join(ROOT, 'docker-compose.yml'), 'utf8');
const SERVICES = servicesOf(COMPOSE);

/** The text of each service, by its name. */
function servicesOf(compose: string): Record<string, string> {
  const section = /^services:\n([\s\S]*?)^\S/m.exec(compose)?.[1] ?? '';
  const [, ...parts] = section.split(/^ {2}([a-z]+):$/m);
  const names = parts.filter((_part, at) => at % 2 === 0);
  return Object.fromEntries(names.map((name, at) => [name, parts[2 * at + 1] ?? '']));
}

describe('docker-compose.yml', () => {
  it('has Redis, a worker and the board', () => {
    expect(Object.keys(SERVICES)).to.deep.equal(['redis', 'worker', 'board']);
    expect(SERVICES['worker']).to.include('command: [mirin, worker]');
    expect(SERVICES['board']).to.include('command: [mirin, board]');
  });

  it('writes each change of Redis down and lets it drop none', () => {
    expect(SERVICES['redis']).to.include('--appendonly yes').and.to.include('--maxmemory-policy noeviction');
    expect(SERVICES['redis']).to.include("volumes: ['redis-data:/data']").and.to.include('--dir /data');
  });

  it('asks every service whether it is well, and waits for Redis', () => {
    for (const [name, text] of Object.entries(SERVICES)) expect(text, name).to.match(/healthcheck:\n +test: \[CMD/);
    expect(COMPOSE).to.include('condition: service_healthy');
  });

  it('takes secrets from the environment and refuses to start without them', () => {
    const secrets = [...COMPOSE.matchAll(/^ +(\w*(?:PASSWORD|AUTH|TOKEN)): (.*)$/gm)];
    expect(secrets.map(([, name]) => name)).to.have.members(['REDISCLI_AUTH', 'MIRIN_BOARD_PASSWORD', 'GITHUB_TOKEN']);
    for (const [, name, value] of secrets) expect(value, name).to.match(/^\$\{[A-Z_]+:[-?]/);
    expect(COMPOSE).to.include('redis://default:${REDIS_PASSWORD:?is not set}@redis:6379');
  });

  it('sets only variables that Mirin knows', () => {
    const known = SETTING_NAMES.flatMap(environmentNames);
    const set = [...COMPOSE.matchAll(/^ +(MIRIN_\w+|REDIS_URL|GITHUB_TOKEN):/gm)].map(([, name]) => name);
    expect(known).to.include.members(set);
    expect(set).to.include('MIRIN_BOARD_HOST');
  });

  it("publishes the board's own port to this machine only", () => {
    const port = settingsSchema.parse({}).boardPort;
    expect(SERVICES['board']).to.include(`ports: ['127.0.0.1:${port}:${port}']`);
    expect([...COMPOSE.matchAll(/ports:/g)]).to.have.length(1);
  });
});

describe('the Dockerfile', () => {
  const dockerfile = readFileSync(path.join(ROOT, 'Dockerfile'), 'utf8');

  it('leaves the build behind and runs as a user without rights', () => {
    const last = dockerfile.split(/^FROM /m).at(-1) ?? '';
    expect(last)
      .to.match(/^node:20-bookworm-slim\n/)
      .and.to.include('USER node\n');
    expect(last).not.to.include('npm ci');
  });

  it('copies nothing that the build does not need', () => {
    const lines = readFileSync(path.join(ROOT, '.dockerignore'), 'utf8').split('\n');
    expect(lines).to.include('*');
    expect(lines.filter((line) => /node_modules|\.env|\.git$|dist/.test(line))).to.deep.equal([]);
  });
});
