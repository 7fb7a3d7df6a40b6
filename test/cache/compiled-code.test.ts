import assert from 'node:assert/strict';
import {
	chmod, chown, mkdir, mkdtemp, readdir, rm, symlink,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {
	after, afterEach, beforeEach, test,
} from 'node:test';
import {isOnlyOurs, removeCompiledCode} from '../../source/cache/compiled-code.ts';
import {type ExploredImage, writeExploredImage} from '../helpers/explored-image.ts';
import {leave} from '../helpers/leave.ts';
import {nodes} from '../helpers/nodes.ts';
import {closeTerminals, openTerminal} from '../helpers/terminal.ts';

let folder: string;
let image: ExploredImage | undefined;

beforeEach(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'layerscope-test-'));
});

afterEach(async () => {
	closeTerminals();
	await rm(folder, {recursive: true});
});

after(() => {
	image?.remove();
});

test('a folder is ours alone where nobody else may write on the whole way to it', async () => {
	const inner = path.join(folder, 'home', 'cache');
	await mkdir(inner, {recursive: true, mode: 0o700});
	assert.equal(await isOnlyOurs(inner), true, 'a temporary folder, where only owners may rename, is one');
	for (const place of [inner, path.dirname(inner)]) {
		await chmod(place, 0o770);
		assert.equal(await isOnlyOurs(inner), false);
		await chmod(place, 0o700);
	}

	await symlink(inner, path.join(folder, 'link'));
	assert.equal(await isOnlyOurs(path.join(folder, 'link')), true);
	await chmod(inner, 0o777);
	assert.equal(await isOnlyOurs(path.join(folder, 'link')), false, 'where a link leads counts');
});

test('a folder below somebody else\'s isn\'t ours alone', {skip: process.getuid?.() === 0 ? false : 'only root can give a folder away'}, async () => {
	const inner = path.join(folder, 'theirs', 'cache');
	await mkdir(inner, {recursive: true});
	await chown(path.dirname(inner), 12_345, 12_345);
	assert.equal(await isOnlyOurs(inner), false);
});

for (const {version, file: node} of nodes) {
	const isKept = Number(/\d+/.exec(version)![0]) >= 22;
	test(`on Node ${version} compiled code is ${isKept ? 'kept, used and cleared' : 'not kept'}`, async () => {
		image ??= await writeExploredImage();
		const cache = path.join(folder, 'layerscope');
		for (let run = 0; run < 2; run++) {
			const terminal = openTerminal([image.file], {node, environment: {XDG_CACHE_HOME: folder}});
			await terminal.waitFor(/Files after layer 2 [^]*q quit/);
			assert.equal(await leave(terminal), 0);
		}

		const kept = await readdir(path.join(cache, 'code'), {recursive: true}).catch(() => []);
		assert.equal(kept.length > 0, isKept);
		assert.equal(await removeCompiledCode(cache) > 0, isKept);
		assert.equal(await removeCompiledCode(cache), 0);
	});
}
