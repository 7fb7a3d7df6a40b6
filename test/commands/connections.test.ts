import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {mkdir} from 'node:fs/promises';
import path from 'node:path';
import {test} from 'node:test';
import {json, startFakeEngine} from '../helpers/fake-engine.ts';
import {temporaryDirectory} from '../helpers/open-image.ts';
import {runProgram} from '../helpers/run-program.ts';

const nobody = {
	DOCKER_HOST: '', DOCKER_CONTEXT: '', DOCKER_CONFIG: '/nowhere', HOME: '/nowhere', XDG_RUNTIME_DIR: '/nowhere',
};

test('a context that is missing is an error that says which there are', async () => {
	for (const environment of [{...nobody, DOCKER_CONTEXT: 'farm'}, nobody]) {
		const flags = environment.DOCKER_CONTEXT === '' ? ['--context', 'farm'] : [];
		const {code, errors} = await runProgram(['ls', 'nginx', ...flags], {environment});
		assert.equal(code, 5);
		assert.equal(errors, 'layerscope: There is no context farm. There is only default. The registry\'s image, which may be another one, needs no engine: layerscope registry:nginx:latest\n');
	}
});

test('the host of a flag is used, and the environment\'s isn\'t', async context => {
	const engine = await startFakeEngine({});
	context.after(() => {
		engine.stop();
	});
	const {code, errors} = await runProgram(['ls', 'nginx', '--pull', 'never', '-H', engine.address]);
	assert.equal(code, 3);
	assert.match(errors, /has no image nginx/);
	assert.ok(engine.requests.some(request => request.startsWith('GET /images/nginx')), String(engine.requests));
});

test('an engine that was named isn\'t replaced by another', async context => {
	const engine = await startFakeEngine({});
	context.after(() => {
		engine.stop();
	});
	const environment = {...nobody, CONTAINER_HOST: engine.address};
	const byVariable = await runProgram(['ls', 'nginx'], {environment: {...environment, DOCKER_HOST: 'unix:///nowhere/a.sock'}});
	const byFlag = await runProgram(['ls', 'nginx', '--host', 'unix:///nowhere/a.sock'], {environment});
	for (const {code, errors} of [byVariable, byFlag]) {
		assert.equal(code, 5);
		assert.match(errors, /no container engine at \/nowhere\/a\.sock/);
	}

	assert.deepEqual(engine.requests, []);
});

const hasOwn = existsSync('/var/run/docker.sock') && 'an engine of the machine itself would answer';

test('where none is named the one that answers is used, and --debug says which', {skip: hasOwn}, async context => {
	const engine = await startFakeEngine({'/json': json({message: 'gone'}, 404)});
	context.after(() => {
		engine.stop();
	});
	const environment = {...nobody, CONTAINER_HOST: engine.address};
	const plain = await runProgram(['ls', 'nginx', '--pull', 'never'], {environment});
	assert.match(plain.errors, /^layerscope: The engine has no image nginx\./);
	const debug = await runProgram(['ls', 'nginx', '--pull', 'never', '--debug'], {environment});
	assert.match(debug.errors, new RegExp(`^No engine was named; ${engine.address} answers\\.\n`));
});

test('a socket that is there and doesn\'t answer is said when another engine is used', {skip: hasOwn}, async context => {
	const engine = await startFakeEngine({});
	context.after(() => {
		engine.stop();
	});
	const home = await temporaryDirectory(context);
	// What isn't a socket refuses.
	await mkdir(path.join(home, '.rd', 'docker.sock'), {recursive: true});
	const {errors} = await runProgram(['ls', 'nginx', '--pull', 'never'], {environment: {...nobody, HOME: home, CONTAINER_HOST: engine.address}});
	assert.match(errors, /^No engine listens on .*\.rd\/docker\.sock.* is used instead\.\nlayerscope: /);
});
