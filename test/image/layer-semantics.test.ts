import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import test from 'node:test';
import {entryName, type LayerIndex} from '../../source/image/layer-index.ts';
import type {Lifetimes} from '../../source/image/lifetimes.ts';
import {nodePath} from '../../source/image/nodes.ts';
import {
	contentVersion, entryOf, versionAt, versionFacts,
} from '../../source/image/versions.ts';
import {layerOf, type TestEntry} from '../helpers/layer-of.ts';
import {imageOf, warningsOf} from '../helpers/tree-of.ts';

type FixtureEntry = Omit<TestEntry, 'mode'> & {readonly mode?: string};
type Case = {readonly case: string; readonly layers: ReadonlyArray<readonly FixtureEntry[]>; readonly tree: string[] | undefined; readonly enginesAgree: boolean};

const {cases} = JSON.parse(readFileSync('test/fixtures/layer-semantics.json', 'utf8')) as {readonly cases: readonly Case[]};
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

for (const {case: name, layers, tree, enginesAgree} of cases) {
	test(`engines show ${name} so`, () => {
		const lifetimes = imageOf(...layers.map(entries => indexOf(entries)));
		if (tree !== null) {
			assert.deepEqual(describeTree(lifetimes, layers), tree);
		}

		// Of absolute names engines make the same, though none writes them.
		const disputes = warningsOf(lifetimes).filter(warning => !warning.startsWith('path-absolute '));
		assert.equal(disputes.length > 0, !enginesAgree, `warnings: ${disputes.join(', ')}`);
	});
}

test('there are 24 cases', () => {
	assert.equal(cases.length, 24);
});

function indexOf(entries: readonly FixtureEntry[]): LayerIndex {
	return layerOf(...entries.map(entry => ({...entry, mode: entry.mode === undefined ? undefined : Number.parseInt(entry.mode, 8)})));
}

/** The tree at the top layer as the fixture writes it down. */
function describeTree(lifetimes: Lifetimes, layers: ReadonlyArray<readonly FixtureEntry[]>): string[] {
	const top = lifetimes.layers.length - 1;
	const rows: string[] = [];
	for (let node = 1; node < lifetimes.nodeCount; node++) {
		const version = versionAt(lifetimes, node, top);
		if (version !== -1) {
			rows.push(decode(nodePath(lifetimes, node)).slice(1) + describeVersion(lifetimes, version, layers));
		}
	}

	return rows.toSorted();
}

function describeVersion(lifetimes: Lifetimes, version: number, layers: ReadonlyArray<readonly FixtureEntry[]>): string {
	const {type, mode, target} = versionFacts(lifetimes, version);
	if (type === 'directory') {
		return mode === 0o755 ? '/' : `/:${mode!.toString(8)}`;
	}

	if (type === 'symlink') {
		return `->${decode(target)}`;
	}

	const {layer, entry} = entryOf(lifetimes, contentVersion(lifetimes, version));
	assert.equal(decode(entryName(lifetimes.layers[layer]!, entry)), layers[layer]![entry]!.name);
	return `=${layers[layer]![entry]!.content}`;
}
