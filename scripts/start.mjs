// `npm start`: brings in what is missing, then is `mirin up` with the arguments given.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkNode, ensureBuild, ensureDependencies, root } from './prepare.mjs';

checkNode();
ensureDependencies();
ensureBuild();

// In this very process: the terminal, signals and the exit code are the program's own.
const program = path.join(root, 'dist', 'cli', 'main.js');
process.argv = [process.execPath, program, 'up', ...process.argv.slice(2)];
process.setSourceMapsEnabled(true);
await import(pathToFileURL(program).href);
