import assert from 'node:assert/strict';
import {test} from 'node:test';
import {EngineUnreachableError} from '../../source/engine/engine-unreachable-error.ts';
import {parseSshAddress, type SshAddress} from '../../source/engine/ssh-address.ts';
import {channelArguments, dialCommands, loginArguments} from '../../source/engine/ssh-arguments.ts';

const parse = (text: string) => parseSshAddress(text, '--host');

for (const [text, user, host, port, path] of [
	['ssh://server', undefined, 'server', undefined, undefined],
	['ssh://me@server', 'me', 'server', undefined, undefined],
	['ssh://me@server:2222/', 'me', 'server', 2222, undefined],
	['ssh://server/run/user/1000/docker.sock', undefined, 'server', undefined, '/run/user/1000/docker.sock'],
	['ssh://server/a%20b/x.sock', undefined, 'server', undefined, '/a b/x.sock'],
	['ssh://me.you@my_alias-2.example', 'me.you', 'my_alias-2.example', undefined, undefined],
	['ssh://me%40corp@server', 'me@corp', 'server', undefined, undefined],
	['ssh://root@[::1]:22', 'root', '::1', 22, undefined],
] as const) {
	test(`an address: ${text}`, () => {
		assert.deepEqual(parse(text), {
			kind: 'ssh', label: text, origin: '--host', user, host, port, path,
		} satisfies SshAddress);
	});
}

for (const text of [
	'ssh://',
	'ssh:server',
	'ssh://-oProxyCommand=reboot',
	'ssh://-x@server',
	'ssh://me@-server',
	'ssh://a;b',
	'ssh://a$(b)',
	'ssh://a`b`@server',
	'ssh://me@server?x',
	'ssh://me@server#x',
	'ssh://a%20b',
	'ssh://a%0ab@server',
	'ssh://server/%0a',
	'ssh://%2doProxyCommand=x',
	'ssh://me@a|b',
	'ssh://server:99999',
]) {
	test(`no address: ${text}`, () => {
		assert.throws(() => parse(text), EngineUnreachableError);
	});
}

test('a password in an address is refused, and not repeated', () => {
	assert.throws(() => parse('ssh://me:secret@server'), (error: EngineUnreachableError) => !error.message.includes('secret') && error.message.includes('password'));
});

test('user and port are values of options, and the host stands behind all of them', () => {
	const address = parse('ssh://me@server:22');
	for (const words of [loginArguments(address, '/tmp/s', true), channelArguments(address, '/tmp/s', 'x')]) {
		assert.deepEqual(words.slice(words.indexOf('-l'), words.indexOf('-l') + 6), ['-l', 'me', '-p', '22', '--', 'server']);
	}
});

test('without a terminal nothing is asked', () => {
	const address = parse('ssh://server');
	assert.ok(loginArguments(address, '/tmp/s', false).includes('BatchMode=yes'));
	assert.ok(!loginArguments(address, '/tmp/s', true).includes('BatchMode=yes'));
});

test('a path is one word for the shell over there', () => {
	assert.deepEqual(dialCommands(parse('ssh://server')), ['docker system dial-stdio', 'podman system dial-stdio']);
	assert.equal(dialCommands(parse('ssh://server/run/x.sock'))[0], 'docker --host=unix:///run/x.sock system dial-stdio');
	assert.equal(dialCommands(parse('ssh://server/a\'%3Bb'))[0], String.raw`docker --host='unix:///a'\'';b' system dial-stdio`);
});
