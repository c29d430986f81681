/** What holds of every transition: it refuses keys that it can't have written, other versions, and a time of the caller's. */

import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { readHeader } from '../../src/redis/script-header.ts';
import { projectStore } from '../../src/redis/project-store.ts';
import { tick } from '../../src/transitions/tick.ts';
import { startRedis } from '../support/redis-server.ts';
import { readWhole } from '../support/project-dump.ts';
import { rejection } from '../support/rejection.ts';
import { T0, useTransitionProject } from '../support/transition-fixture.ts';
import { EVERY_TRANSITION, keysOfAccount, setScene, type Scene } from './every-transition.ts';

const SCRIPTS = new URL('../../src/transitions/', import.meta.url);
const headerOf = (name: string) => readHeader(new URL(`${name}.lua`, SCRIPTS));

describe('every transition', () => {
  const project = useTransitionProject();

  /** Runs it on a fresh scene. */
  const run = async (name: string) => EVERY_TRANSITION[name]!(await setScene(project));

  /** The keys that its script is given, in its header's order; those of the project without its prefix. */
  const keysOf = async (name: string) => {
    await run(name);
    await project.watch.settled();
    return project.watch.lastKeys.map((key) => key.replace(project.driven.key(''), ''));
  };
  const fullName = (key: string): string => (key.startsWith('{mirin}:') ? key : project.driven.key(key));

  /** Everything that a transition may write to. */
  const dumpAll = async ({ account }: Scene) => ({
    ...(await project.dump()),
    ...(await readWhole(project.redis, keysOfAccount(account))),
  });

  it('is in this list', () => {
    const scripts = readdirSync(SCRIPTS).filter((file) => file.endsWith('.lua'));
    expect(Object.keys(EVERY_TRANSITION)).to.have.members(scripts.map((file) => file.slice(0, -'.lua'.length)));
  });

  for (const name of Object.keys(EVERY_TRANSITION)) {
    describe(name, () => {
      it('refuses a key of any other type, names it, and writes nothing', async () => {
        const header = headerOf(name);
        const keys = await keysOf(name);
        project.begin();
        const scene = await setScene(project);
        for (const [index, key] of keys.entries()) {
          const wanted = header.keys[index] ?? header.keyList;
          if (wanted !== undefined && wanted.type !== 'channel') await expectRefusal(scene, fullName(key));
        }
      });

      /** A list stands where `key` was: none of Mirin's keys is one. */
      const expectRefusal = async (scene: Scene, key: string) => {
        const isThere = (await project.redis.exists(key)) === 1;
        if (isThere) await project.redis.rename(key, `${key}:aside`);
        await project.redis.rpush(key, 'not what it was');
        const before = await dumpAll(scene);
        const fault = await rejection(EVERY_TRANSITION[name]!(scene));
        expect(fault.code, fault.message).to.equal('MIRIN_STATE_CORRUPT');
        expect(fault.message).to.include(`key ${key}: `);
        expect(await dumpAll(scene), key).to.deep.equal(before);
        await project.redis.del(key);
        if (isThere) await project.redis.rename(`${key}:aside`, key);
      };

      it('refuses keys of another version', async () => {
        const [schemaKey = ''] = await keysOf(name);
        project.begin();
        const scene = await setScene(project);
        const schema = fullName(schemaKey);
        await project.redis.set(schema, '2');
        const before = await dumpAll(scene);
        const fault = await rejection(EVERY_TRANSITION[name]!(scene));
        expect(fault.code).to.equal('MIRIN_SCHEMA_UNSUPPORTED');
        expect(fault.message).to.equal(`key ${schema}: expected version 1, found 2`);
        expect(await dumpAll(scene)).to.deep.equal(before);
        await project.redis.set(schema, '1');
      });

      it('goes on where Redis has forgotten its script', async () => {
        const scene = await setScene(project);
        await project.redis.script('FLUSH');
        await EVERY_TRANSITION[name]!(scene);
      });
    });
  }

  it('uses no command that Redis 6.2 has not', async () => {
    for (const name of Object.keys(EVERY_TRANSITION)) {
      project.begin();
      await run(name);
    }
    await project.watch.settled();
    const commands = [...project.watch.commands];
    expect(commands.length).to.be.above(20);
    for (const command of commands) {
      const [, facts] = (await project.redis.call('COMMAND', 'DOCS', command)) as [string, string[]];
      const since = facts[facts.indexOf('since') + 1] ?? '';
      expect(since.localeCompare('6.2.0', undefined, { numeric: true }), `${command}: ${since}`).to.be.at.most(0);
    }
  });

  it('takes no time from its caller, but in tests', async () => {
    const server = await startRedis();
    const redis = new Redis(server.url);
    const store = { ...projectStore(redis, 'acme/widgets'), nowMs: T0 };
    const fault = await rejection(tick(store));
    expect(fault.code).to.equal('MIRIN_REQUEST_INVALID');
    expect(fault.message).to.equal('now: only tests may set the time');
    expect(await redis.dbsize()).to.equal(0);
    redis.disconnect();
    await server.stop();
  });
});
