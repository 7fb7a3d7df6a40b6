import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {advisoriesOf, type Bundled} from '../../tooling/advisories.ts';

type Lock = {readonly packages: Readonly<Record<string, {readonly version: string; readonly integrity?: string; readonly hasInstallScript?: boolean}>>};

const packages = JSON.parse(readFileSync('dist/packages.json', 'utf8')) as readonly Bundled[];
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;

test('the build lists every package in the bundle, as the lock file has it, with its checksum', context => {
	for (const name of ['ink', 'react', 'dockerode', 'tar-stream', 'zstddec', 'meow', 'string-width']) {
		assert.ok(packages.some(one => one.name === name), name);
	}

	for (const {name, version, folder} of packages) {
		assert.equal(lock.packages[folder]?.version, version, name);
		assert.match(lock.packages[folder]?.integrity ?? '', /^sha512-/, name);
	}

	context.diagnostic([...new Set(packages.map(({name, version}) => `${name} ${version}`))].join(', '));
});

test('every package in the bundle has a licence that lets it be published', () => {
	const free = /^\(?(?:MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD)(?: (?:AND|OR) (?:MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD))*\)?$/;
	assert.deepEqual(packages.filter(({license}) => !free.test(license)).map(({name, license}) => `${name}: ${license}`), []);
});

test('no package in the bundle runs a script when it is installed', () => {
	assert.deepEqual(packages.filter(({folder}) => lock.packages[folder]?.hasInstallScript).map(({name}) => name), []);
});

/** The packages in the bundle that know how to start a program, and why they may. */
const starters: Readonly<Record<string, string>> = {
	meow: 'a package inside of it makes a function of execFile that nobody calls',
	'terminal-size': 'asks `tput` or `resize` for the size where the terminal tells none; no argument is anybody\'s but its own',
};

test('only these packages in the bundle know how to start a program', () => {
	assert.deepEqual(packages.filter(({startsPrograms}) => startsPrograms).map(({name}) => name).toSorted(), Object.keys(starters).toSorted());
});

const ours = [{...packages[0]!, name: 'ink', folder: 'node_modules/ink'}];
const advisory = {
	source: 1, name: 'ink', title: 'draws too well', url: 'https://example.test/1', severity: 'high', range: '<9',
};
const audited = (nodes: readonly string[], via: readonly unknown[]) => ({
	vulnerabilities: {
		ink: {
			name: 'ink', severity: 'high', via, nodes,
		},
	},
});

test('an advisory counts where the package in the bundle has it, and not for another copy of it', () => {
	const {title, url, severity, range} = advisory;
	const [found, ...others] = advisoriesOf(audited(['node_modules/ink'], [advisory, 'react']), ours)!;
	assert.deepEqual(found, {
		name: 'ink', title, url, severity, range, isGrave: true,
	});
	assert.deepEqual(others, []);
	assert.deepEqual(advisoriesOf(audited(['node_modules/x/node_modules/ink'], [advisory]), ours), []);
	assert.equal(advisoriesOf(audited(['node_modules/ink'], [{...advisory, severity: 'moderate'}]), ours)![0]!.isGrave, false);
	assert.deepEqual(advisoriesOf({vulnerabilities: {}}, ours), []);
});

test('where the registry tells no advisories nothing is taken for an answer', () => {
	for (const answer of [undefined, null, 'no', {message: '405 Method Not Allowed', statusCode: 405}]) {
		assert.equal(advisoriesOf(answer, ours), undefined);
	}
});
