import {spawnSync} from 'node:child_process';
import {readdirSync} from 'node:fs';
import process from 'node:process';

// Node 20's own runner takes no globs.
const wanted = process.argv.slice(2);
const files = readdirSync('test', {recursive: true})
	.filter(file => /\.test\.tsx?$/.test(file))
	.map(file => `test/${file}`)
	.filter(file => wanted.length === 0 || wanted.some(word => file.includes(word)))
	.toSorted();

// A file that hangs fails, instead of keeping everything else waiting; in milliseconds.
const longestFile = 600_000;

// What a test reads must not depend on what an earlier run kept; a cache below a file can't be made.
const env = {...process.env, XDG_CACHE_HOME: '/dev/null'};

const {status} = spawnSync(process.execPath, ['--import', 'tsx', '--test', '--test-reporter=spec', `--test-timeout=${longestFile}`, ...files], {stdio: 'inherit', env});
process.exitCode = status ?? 1;
