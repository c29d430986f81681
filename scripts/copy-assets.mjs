// Does what the compiler leaves undone: copies Lua scripts and static files into dist/, makes the command executable.
import { chmodSync, cpSync, existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const isAsset = /\.(lua|css|html|svg|sh)$/;

for (const folder of ['src', 'bull-board', 'cli', 'test']) {
  const source = path.join(root, folder);
  if (!existsSync(source)) continue;
  cpSync(source, path.join(root, 'dist', folder), {
    recursive: true,
    filter: (file) => !path.basename(file).includes('.') || isAsset.test(file),
  });
}

// npm does so only the first time that it links the command; after a fresh build `npx mirin` would be denied.
chmodSync(path.join(root, 'dist', 'cli', 'main.js'), 0o755);
