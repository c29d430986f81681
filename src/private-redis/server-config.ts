/** The settings of the private redis-server: durable, local, behind a password, and what BullMQ demands. */

export interface ServerConfig {
  /** The addresses it listens on. Default: this machine only. */
  bind?: string;
  port: number;
  password: string;
  /** The folder of its data. */
  dataFolder: string;
  /** `always` answers a write only once it is on the disk; `everysec` may lose the last second in a power cut. */
  appendfsync: 'always' | 'everysec' | 'no';
}

/** The highest port whose cluster bus port, 10,000 above, exists as well: a server in cluster mode needs it. */
export const MAX_PORT = 55_535;

/** The text of the settings file. The log goes to standard output. */
export function serverConfig({ bind = '127.0.0.1', port, password, dataFolder, appendfsync }: ServerConfig): string {
  const settings: [string, string][] = [
    ['bind', bind],
    ['port', String(port)],
    ['protected-mode', 'yes'],
    ['requirepass', quote(password)],
    ['dir', quote(dataFolder)],
    ['daemonize', 'no'],
    ['appendonly', 'yes'],
    ['appendfsync', appendfsync],
    // Plain commands, so that another version of Redis or Valkey can read the folder.
    ['aof-use-rdb-preamble', 'no'],
    ['save', '""'],
    ['maxmemory-policy', 'noeviction'],
  ];
  return settings.map(([name, value]) => `${name} ${value}\n`).join('');
}

/** The quotes of redis.conf: a path may hold spaces, a password anything. */
function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
