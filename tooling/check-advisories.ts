import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import process from 'node:process';
import {advisoriesOf, type Bundled} from './advisories.ts';

// Longer nobody waits for a registry that may not answer at all, in milliseconds.
const patience = 60_000;

const packages = JSON.parse(readFileSync('dist/packages.json', 'utf8')) as readonly Bundled[];
for (const line of new Set(packages.map(({name, version, license}) => `${name} ${version} (${license})`))) {
	console.log(`bundled: ${line}`);
}

const {stdout} = spawnSync('npm', ['audit', '--json'], {encoding: 'utf8', timeout: patience});
const advisories = advisoriesOf(parse(stdout), packages);
if (advisories === undefined) {
	console.log('The registry tells no advisories, so none were looked for.');
} else {
	console.log(`${advisories.length} advisories for ${packages.length} bundled packages.`);
	for (const {name, severity, title, url, range} of advisories) {
		console.log(`${severity}: ${name} ${range}: ${title} (${url})`);
	}

	process.exitCode = advisories.some(({isGrave}) => isGrave) ? 1 : 0;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
