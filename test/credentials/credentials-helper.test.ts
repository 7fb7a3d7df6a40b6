import assert from 'node:assert/strict';
import {
	chmod, mkdtemp, readdir, readFile, rm, writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {
	after, before, mock, test,
} from 'node:test';
import {askCredentialHelper} from '../../source/credentials/credentials-helper.ts';

const {signal} = new AbortController();
let folder: string;

before(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'layerscope-helper-'));
});

after(async () => {
	await rm(folder, {recursive: true, force: true});
});

async function writeHelper(name: string, script: string): Promise<void> {
	const file = path.join(folder, `docker-credential-${name}`);
	await writeFile(file, `#!/bin/sh\n${script}\n`);
	await chmod(file, 0o755);
}

const ask = async (name: string, server = 'registry.example.test') => askCredentialHelper(name, server, {environment: {PATH: `${folder}${path.delimiter}${process.env.PATH}`, HOME: folder}, signal});

test('a name is letters, digits, points, lines and underscores; any other is never looked for', async () => {
	for (const name of ['desktop', 'ecr-login', 'osxkeychain', 'pass.2', 'A_b', '..', '-rf']) {
		await assert.rejects(ask(name), /it isn't installed/, name);
	}

	for (const name of ['', '../evil', 'a/b', '/bin/sh', 'a b', 'a;id', '$(id)', '`id`', 'a|b', 'a\nb', 'good\n', 'a\0b', 'größe', '\u202Egood', 'a%b', String.raw`a\b`, '~', '*']) {
		await assert.rejects(ask(name), /that is no name of a program/, JSON.stringify(name));
	}
});

test('a server\'s name that would mean something to a shell is bytes on its standard input', async () => {
	await writeHelper('note', `cat > ${folder}/asked; echo "$#:$1" > ${folder}/words; echo '{"Username":"me","Secret":"s"}'`);
	const server = `$(touch ${folder}/touched); \`touch ${folder}/touched\` | touch ${folder}/touched\n--help`;
	assert.deepEqual(await ask('note', server), {username: 'me', password: 's'});
	assert.equal(await readFile(path.join(folder, 'asked'), 'utf8'), server);
	assert.equal(await readFile(path.join(folder, 'words'), 'utf8'), '1:get\n');
	const names = await readdir(folder);
	assert.ok(!names.includes('touched'));
});

test('an answer may have 1 MiB, and not a byte more', async () => {
	const frame = '{"Username":"me","Secret":""}'.length;
	const answer = (bytes: number) => String.raw`printf '{"Username":"me","Secret":"'; head -c ${bytes - frame} /dev/zero | tr '\0' x; printf '"}'`;
	await writeHelper('large', answer(1024 * 1024));
	const found = await ask('large');
	assert.equal(found?.password?.length, (1024 * 1024) - frame);
	await writeHelper('larger', answer((1024 * 1024) + 1));
	await assert.rejects(ask('larger'), /docker-credential-larger failed/);
});

test('a helper has ten seconds', async () => {
	await writeHelper('quick', 'echo \'{"Username":"me","Secret":"s"}\'');
	const timeout = mock.method(AbortSignal, 'timeout');
	await ask('quick');
	assert.deepEqual(timeout.mock.calls.map(call => call.arguments), [[10_000]]);
	timeout.mock.restore();
});
