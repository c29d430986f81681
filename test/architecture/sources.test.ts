/** Tests of the reading of sources, without which the house rules would hold of nothing. */

import { expect } from 'chai';
import { importedFiles, importsOf, sourcesWith } from './sources.ts';

describe('the reading of sources', () => {
  it('finds every form of import', () => {
    const text = [
      "import { a } from './a.ts';",
      "import type {\n  B,\n} from './b.ts';",
      "import './c.ts';",
      "export { d } from './d.ts';",
      "export * from './e.ts';",
      "import('./f.ts').then(use);",
      "import * as g from 'g';",
    ].join('\n');
    expect(importsOf({ text })).to.deep.equal(['./a.ts', './b.ts', './c.ts', './d.ts', './e.ts', './f.ts', 'g']);
  });

  it('takes neither comments nor other words for imports', () => {
    const text = "/**\n * import { Mirin } from 'mirin';\n */\nexport const from = 'here';\nimportant('./y.ts');";
    expect(importsOf({ text })).to.deep.equal([]);
  });

  it('resolves paths from the root', () => {
    const file = {
      path: 'src/client/lease.ts',
      text: "import { x } from '../errors.ts';\nimport { y } from '../../queues/y.ts';",
    };
    expect(importedFiles(file)).to.deep.equal(['src/errors.ts', 'queues/y.ts']);
  });

  it('sees the files that exist, and their imports', () => {
    const files = sourcesWith('.ts');
    const own = files.find(({ path }) => path === 'test/architecture/sources.test.ts');
    expect(own && importedFiles(own)).to.include('test/architecture/sources.ts');
    const known = new Set(files.map(({ path }) => path));
    const unresolved = files.flatMap((file) => importedFiles(file).filter((target) => !known.has(target)));
    expect(unresolved).to.deep.equal([]);
  });
});
