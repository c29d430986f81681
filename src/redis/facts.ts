/** What Mirin needs to know of a Redis before it runs on it, read from INFO and CONFIG. */

/** How a write reaches the disk. */
export type AppendFsync = 'always' | 'everysec' | 'no';

export interface RedisFacts {
  version: string;
  /** New at every start of the server. */
  runId: string;
  role: 'master' | 'replica' | 'sentinel';
  /** The master that a replica follows, `host:port`. */
  masterAddress: string | undefined;
  /** The server's pid, in its own pid namespace. */
  processId: number;
  isLoading: boolean;
  clusterEnabled: boolean;
  maxmemoryPolicy: string;
  /** Whether it keeps an append-only file. */
  appendonly: boolean;
  /** Undefined where CONFIG is not allowed (hosted Redis). */
  appendfsync: AppendFsync | undefined;
  /** The rules for snapshots (`save`), empty when there are none; undefined where CONFIG is not allowed. */
  snapshotRules: string | undefined;
  /** Whether its last write to the disk, of log or snapshot, succeeded. */
  lastPersistOk: boolean;
}

/** The facts in an INFO reply, and in the pairs of CONFIG GET where it is allowed. */
export function factsFrom(infoText: string, config: ReadonlyMap<string, string> | undefined): RedisFacts {
  const info = parseInfo(infoText);
  const field = (name: string) => info.get(name) ?? '';
  return {
    version: field('redis_version'),
    runId: field('run_id'),
    role: roleOf(field('redis_mode'), field('role')),
    masterAddress: info.has('master_host') ? `${field('master_host')}:${field('master_port')}` : undefined,
    processId: Number(field('process_id')),
    isLoading: field('loading') === '1',
    clusterEnabled: field('cluster_enabled') === '1',
    maxmemoryPolicy: field('maxmemory_policy'),
    appendonly: field('aof_enabled') === '1',
    appendfsync: fsyncOf(config?.get('appendfsync')),
    snapshotRules: config?.get('save'),
    lastPersistOk: field('aof_last_write_status') !== 'err' && field('rdb_last_bgsave_status') !== 'err',
  };
}

/** Lines of `name:value`; headings begin with `#`. https://redis.io/docs/latest/commands/info/ */
function parseInfo(text: string): Map<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => line.includes(':') && !line.startsWith('#'));
  return new Map(
    lines.map((line): [string, string] => {
      const at = line.indexOf(':');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

function roleOf(mode: string, role: string): RedisFacts['role'] {
  if (mode === 'sentinel') return 'sentinel';
  return role === 'slave' ? 'replica' : 'master';
}

function fsyncOf(text: string | undefined): AppendFsync | undefined {
  return text === 'always' || text === 'everysec' || text === 'no' ? text : undefined;
}
