/** Tests of what a log line holds, and of what it never holds. */

import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { secretsOf } from '../../src/configuration/secrets.ts';
import { settingsSchema } from '../../src/configuration/settings.ts';
import { BugError, RedisUnavailableError } from '../../src/errors.ts';
import { EVENTS } from '../../src/log/events.ts';
import { createLog, type Log, type LogOptions } from '../../src/log/log.ts';
import { sourcesWith, type SourceFile } from '../architecture/sources.ts';

/** A log and the lines that it has written so far. */
function logWith(options: Partial<LogOptions> = {}): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const log = createLog({ level: 'info', destination: { write: (line) => lines.push(line) }, ...options });
  return { log, lines };
}

/** The one line that `write` logs, parsed. */
function lineOf(write: (log: Log) => void, options: Partial<LogOptions> = {}): Record<string, unknown> {
  const { log, lines } = logWith(options);
  write(log);
  expect(lines).to.have.lengthOf(1);
  return JSON.parse(lines[0] ?? '') as Record<string, unknown>;
}

describe('log', () => {
  it('writes an event as one line of JSON with level, time, event, message and fields', () => {
    const before = Date.now();
    const line = lineOf((log) => log.event('checkout.granted', { project: 'acme/widgets', issue: 7, fence: '17' }));
    expect(line).to.include({
      level: 'info',
      event: 'checkout.granted',
      msg: 'issue granted',
      project: 'acme/widgets',
      issue: 7,
      fence: '17',
    });
    expect(Date.parse(String(line['time']))).to.be.within(before, Date.now());
    expect(line['source']).to.match(new RegExp(`:${process.pid}$`));
  });

  it('leaves out what is below its level', () => {
    const { log, lines } = logWith({ level: 'warn' });
    log.event('checkout.granted');
    log.event('lease.lost', { issue: 1 });
    expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).to.deep.equal(['lease.lost']);
  });

  it('writes nothing when it is silent', () => {
    const { log, lines } = logWith({ level: 'silent' });
    log.event('worker.failed', {}, new Error('x'));
    expect(lines).to.deep.equal([]);
  });

  it('adds the fields of a child to each of its lines, those of the event last', () => {
    const line = lineOf((log) => log.child({ project: 'a/b', issue: 1 }).event('checkout.granted', { issue: 2 }));
    expect(line).to.include({ project: 'a/b', issue: 2 });
  });

  it('goes to standard error, whole even where the process ends at once', () => {
    const module = JSON.stringify(new URL('../../src/log/log.js', import.meta.url).href);
    const program = `import { createLog } from ${module};
      const log = createLog({ level: 'info' });
      for (let issue = 1; issue <= 500; issue += 1) log.event('checkout.granted', { issue });
      process.kill(process.pid, 'SIGKILL');`;
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    expect(child.stdout).to.equal('');
    const lines = child.stderr.trimEnd().split('\n');
    expect(lines).to.have.lengthOf(500);
    expect(JSON.parse(lines.at(-1) ?? '')).to.include({ event: 'checkout.granted', issue: 500 });
  });

  it('does not compile with an unknown event or a reserved field', () => {
    const { log } = logWith({ level: 'silent' });
    // @ts-expect-error no such event
    expect(() => log.event('checkout.grunted')).to.throw();
    // @ts-expect-error every line has a time of its own
    log.event('checkout.granted', { time: 1 });
    // @ts-expect-error a payload is no field
    log.event('checkout.granted', { result: { pr: 1 } });
  });

  it('cuts long values, lists and stacks', () => {
    const long = 'x'.repeat(100_000);
    const items = Array.from({ length: 1_000 }, (_, index) => index);
    const { log, lines } = logWith();
    log.event('queue.failed', { long, items }, new Error(long, { cause: new Error(long) }));
    expect(lines[0]?.length).to.be.within(1_000, 12_000);
  });

  describe('errors', () => {
    it('are written with code, message, hint and cause, without the stack where the code says all', () => {
      const fault = new RedisUnavailableError('no answer', new Error('connect ECONNREFUSED'));
      const { error } = lineOf((log) => log.event('redis.lost', {}, fault)) as { error: Record<string, unknown> };
      expect(error).to.include({ code: 'MIRIN_REDIS_UNAVAILABLE', message: 'no answer' });
      expect(error['hint']).to.be.a('string');
      expect(error).not.to.have.property('stack');
      expect(error['cause']).to.include({ message: 'connect ECONNREFUSED' });
    });

    it('keep their stack where they are unexpected', () => {
      for (const fault of [new TypeError('oops'), new BugError('oops')]) {
        const { error } = lineOf((log) => log.event('worker.failed', {}, fault)) as { error: { stack: string } };
        expect(error.stack).to.include('log.test');
      }
    });

    it('may be anything that was thrown', () => {
      for (const thrown of ['text', 7, null, { a: 1 }]) {
        const line = lineOf((log) => log.event('worker.failed', {}, thrown));
        expect(line['error']).to.have.property('message').that.is.a('string');
      }
    });

    it('name their code where they have no message', () => {
      const refused = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
      const line = lineOf((log) => log.event('redis.lost', {}, refused));
      expect(line['error']).to.include({ code: 'ECONNREFUSED', message: 'ECONNREFUSED' });
    });

    it('are not followed without end when they cause themselves', () => {
      const fault = new Error('loop');
      fault.cause = fault;
      expect(lineOf((log) => log.event('worker.failed', {}, fault))).to.have.property('error');
    });
  });

  describe('secrets', () => {
    const settings = settingsSchema.parse({
      githubToken: 'opaque-token-of-a-proxy',
      boardPassword: 'correct horse',
      redisUrl: 'redis://default:p%2Fss-word@db.example:6379',
    });
    const leaky = Object.assign(new Error('AUTH p/ss-word failed; tried p%2Fss-word', { cause: 'correct horse' }), {
      request: { headers: { authorization: 'token opaque-token-of-a-proxy' } },
    });

    it('that are known are masked wherever they turn up', () => {
      const { log, lines } = logWith({ secrets: secretsOf(settings) });
      log.event('redis.lost', { url: 'x opaque-token-of-a-proxy y', items: ['correct horse'] }, leaky);
      expect(lines.join()).not.to.match(/opaque-token|correct horse|ss-word/);
      expect(lines.join()).to.include('x *** y');
    });

    it('that are not known are masked by their shape', () => {
      const line = lineOf((log) =>
        log.event('redis.warned', {
          a: 'using ghp_abcDEF123 and github_pat_11AA_bb',
          b: 'rediss://default:hun/ter#2@db.example:6380 answered',
          c: 'header Bearer abcdefgh.ijk',
          d: 'ghs_12345_eyJ0eXAi.eyJpYXQi.c2lnbmVk and eyJ0eXAi.eyJpYXQi.c2lnbmVk.',
          e: 'key -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----, or -----BEGIN PRIVATE KEY-----\\nMIIE',
        }),
      );
      expect(line).to.include({
        a: 'using *** and ***',
        b: 'rediss://***@db.example:6380 answered',
        c: 'header Bearer ***',
        d: '*** and ***.',
        e: 'key ***, or ***',
      });
    });

    it('are masked by the name of their field', () => {
      const line = lineOf((log) => log.event('worker.started', { githubToken: 'x', password: 'y' }));
      expect(line).to.include({ githubToken: '***', password: '***' });
    });
  });

  describe('for a terminal', () => {
    const pretty = (write: (log: Log) => void): string => {
      const { log, lines } = logWith({ pretty: true });
      write(log);
      return lines.join('');
    };

    it('is one line of time, level, event, message and fields', () => {
      const line = pretty((log) => log.event('checkout.granted', { issue: 7, taskType: 'code review' }));
      expect(line).to.match(
        /^\d\d:\d\d:\d\d\.\d{3} info {2}checkout\.granted {5}issue granted {2}issue=7 taskType="code review"\n$/,
      );
    });

    it('tells an error by code, message and hint', () => {
      const line = pretty((log) => log.event('redis.lost', {}, new RedisUnavailableError('no answer')));
      expect(line).to.include('code=MIRIN_REDIS_UNAVAILABLE error="no answer" hint="Check that Redis runs');
    });

    it('never lets a value command the terminal or break the line', () => {
      const line = pretty((log) => log.event('checkout.granted', { title: 'a\u001b[2Jb\nc\u009bd\u202ee' }));
      expect(line).to.include('title="a\\u001b[2Jb\\nc\\u009bd\\u202ee"');
      expect(line.trimEnd().split('\n')).to.have.lengthOf(1);
    });
  });
});

describe('log events', () => {
  const events = Object.entries(EVENTS);

  it('are named noun.verb', () => {
    for (const [name] of events) expect(name).to.match(/^[a-z]+\.[a-z]+$/);
  });

  it('are each written somewhere', () => {
    const isProduct = ({ path }: SourceFile): boolean => !/^(test|bench)\/|^src\/log\/events\.ts$/.test(path);
    const text = sourcesWith('.ts')
      .filter(isProduct)
      .map((file) => file.text)
      .join();
    expect(Object.keys(EVENTS).filter((name) => !text.includes(`'${name}'`))).to.deep.equal([]);
  });

  it('have messages of their own, phrases in lower case without a full stop', () => {
    for (const [name, { message }] of events) expect(message, name).to.match(/^[a-zA-Z].*[^.]$/);
    expect(new Set(events.map(([, { message }]) => message)).size).to.equal(events.length);
  });
});
