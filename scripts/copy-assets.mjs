// Copies what the compiler leaves behind (Lua scripts, static files) from the sources into dist/.
import { cpSync, existsSync } from 'node:fs';
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
