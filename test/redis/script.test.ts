/** Scripts: their header is their binding, and a wrong header or call is found before it reaches Redis. */

import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { BugError } from '../../src/errors.ts';
import { defineScript, type ScriptValues } from '../../src/redis/script.ts';
import { rejection } from '../support/rejection.ts';
import { sharedRedis } from '../support/shared-redis.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** The script `main.lua` among these files. */
const scriptOf = (files: Record<string, string>) =>
  defineScript(pathToFileURL(path.join(tempFolder(files), 'main.lua')));

describe('a script', () => {
  let redis: Redis;
  before(async () => (redis = new Redis((await sharedRedis()).url)));
  after(() => redis.disconnect());

  const schema = '{script-test}:schema';
  const run = (files: Record<string, string>, keys: ScriptValues, args: ScriptValues) =>
    scriptOf(files).run(redis, { schema, ...keys }, args);

  it('gets its keys and arguments by their names, lists last', async () => {
    const header =
      '-- @key one STRING\n-- @keys many HASH\n-- @arg first\n-- @arg second what it is for\n-- @args rest\n';
    const body = 'return { key.one, key.many, arg.first, arg.second, arg.rest }';
    const keys = { one: '{script-test}:one', many: ['{script-test}:a', '{script-test}:b'] };
    const reply = await run({ 'main.lua': header + body }, keys, { second: 2, first: 'x', rest: [1, 'y'] });
    expect(reply).to.deep.equal([keys.one, keys.many, 'x', '2', ['1', 'y']]);
  });

  it('brings in what its includes include, each once, with their keys and arguments', async () => {
    const reply = await run(
      {
        'main.lua': '-- @include upper\n-- @include lower\nreturn { upper(), arg.base }',
        'includes/upper.lua': '-- @include lower\nlocal function upper() return lower() + 1 end',
        'includes/lower.lua': '-- @arg base\nlocal function lower() return tonumber(arg.base) end',
      },
      {},
      { base: 41 },
    );
    expect(reply).to.deep.equal([42, '41']);
  });

  it('must not include itself through others', () => {
    const files = {
      'main.lua': '-- @include upper\n',
      'includes/upper.lua': '-- @include lower\n',
      'includes/lower.lua': '-- @include upper\n',
    };
    expect(() => scriptOf(files)).to.throw(BugError, /include cycle: .*upper\.lua → .*lower\.lua → .*upper\.lua/);
  });

  const incomplete: [string, ScriptValues, ScriptValues, string][] = [
    ['a key is missing', {}, { n: 1, rest: [] }, 'main.lua needs keys "one", got undefined'],
    ['an argument is missing', { one: 'k' }, { rest: [] }, 'main.lua needs args "n", got undefined'],
    ['a number is no whole one', { one: 'k' }, { n: 1.5, rest: [] }, 'main.lua needs args "n", got number'],
    ['a list is missing', { one: 'k' }, { n: 1 }, 'main.lua needs a list "rest"'],
  ];
  for (const [title, keys, args, message] of incomplete) {
    it(`is not run where ${title}`, async () => {
      const files = { 'main.lua': '-- @key one STRING\n-- @arg n\n-- @args rest\nreturn 1' };
      expect(await rejection(run(files, keys, args))).to.include({ code: 'MIRIN_BUG', message });
    });
  }

  it('reports what goes wrong inside it, its own codes as they are', async () => {
    const own = await rejection(run({ 'main.lua': "error('MIRIN_STATE_CORRUPT key k: odd, very odd', 0)" }, {}, {}));
    expect(own).to.include({ code: 'MIRIN_STATE_CORRUPT', message: 'key k: odd, very odd' });
    const bug = await rejection(run({ 'main.lua': "return redis.call('NOSUCH')" }, {}, {}));
    expect(bug.code).to.equal('MIRIN_BUG');
    expect(bug.message).to.match(/^main failed in Redis: /);
  });

  describe('called for many', () => {
    const text = (value: unknown): string => String(value);
    const call = (keys: ScriptValues, args: ScriptValues = {}) => ({ keys: { schema, ...keys }, args, read: text });
    const runAll = (files: Record<string, string>, ...calls: ReturnType<typeof call>[]) =>
      scriptOf(files).runAll(redis, calls);
    const key = (name: string): string => `{script-test}:${name}`;

    it('answers each in its order, with its own keys and arguments', async () => {
      const body = '-- @key one STRING\n-- @arg word\nreturn key.one .. arg.word .. #KEYS';
      const words = ['a', 'b', 'a b\nc'];
      const calls = words.map((word, place) => call({ one: key(`k${place % 2}`) }, { word }));
      const replies = await runAll({ 'main.lua': body }, ...calls);
      // Three keys in all: the schema, and two that three calls share.
      expect(replies).to.deep.equal(words.map((word, place) => ({ reply: `${key(`k${place % 2}`)}${word}3` })));
    });

    it('goes on after one that fails, in its checks or in its body, and names the fault', async () => {
      await redis.rpush(key('list'), 'x');
      const body =
        "-- @key one STRING\nif key.one == '{script-test}:bad' then error('MIRIN_STATE_CORRUPT key k: odd', 0) end";
      const more = "\nif key.one == '{script-test}:call' then redis.call('LPUSH', key.one) end\nreturn 'fine'";
      const names = ['first', 'list', 'bad', 'call', 'last'];
      const ends = await runAll({ 'main.lua': body + more }, ...names.map((name) => call({ one: key(name) })));
      const told = ends.map((end) => ('fault' in end ? `${end.fault.code} ${end.fault.message}` : end.reply));
      expect(told[0]).to.equal('fine');
      expect(told[1]).to.equal(`MIRIN_STATE_CORRUPT key ${key('list')}: expected a string, found a list`);
      expect(told[2]).to.equal('MIRIN_STATE_CORRUPT key k: odd');
      expect(told[3]).to.match(/^MIRIN_BUG main failed in Redis: .*wrong number of args/i);
      expect(told[4]).to.equal('fine');
    });

    it('tells the fault of reading a reply as that of the one call', async () => {
      const read = (reply: unknown): string => {
        if (reply === 2) throw new BugError('two is too many');
        return text(reply);
      };
      const calls = [1, 2, 3].map((n) => ({ ...call({}, { n }), read }));
      const ends = await scriptOf({ 'main.lua': '-- @arg n\nreturn tonumber(arg.n)' }).runAll(redis, calls);
      expect(ends.map((end) => ('fault' in end ? end.fault.message : end.reply))).to.deep.equal([
        '1',
        'two is too many',
        '3',
      ]);
    });
  });
});
