import assert from 'node:assert/strict';
import {once} from 'node:events';
import {
	chmod, link, mkdtemp, readFile, rm,
} from 'node:fs/promises';
import {createServer as createHttpServer, type RequestListener} from 'node:http';
import {createServer as createHttpsServer} from 'node:https';
import {createServer, type AddressInfo, type Server} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {newestVersion} from '../../source/engine/api-version.ts';
import {connect} from '../../source/engine/connection.ts';
import {EngineUnreachableError} from '../../source/engine/engine-unreachable-error.ts';
import {skipReason} from '../helpers/programs.ts';
import {withAnswers} from '../helpers/with-answers.ts';

let folder: string;

before(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'layerscope-connection-'));
});

after(async () => {
	await rm(folder, {recursive: true, force: true});
});

async function whyNot(environment: Record<string, string>): Promise<EngineUnreachableError> {
	const start = performance.now();
	const error: unknown = await connect(environment).then(() => undefined, (error_: unknown) => error_);
	assert.ok(error instanceof EngineUnreachableError, String(error));
	assert.equal(error.kind, 'engine');
	assert.ok(error.advice);
	assert.ok(performance.now() - start < 6000);
	return error;
}

async function listen(server: Server, name: string): Promise<string> {
	const socket = path.join(folder, name);
	server.listen(socket);
	await once(server, 'listening');
	return socket;
}

function engineOf(version: string): RequestListener {
	return (request, response) => {
		response.writeHead(200, {'Api-Version': version}).end(JSON.stringify({path: request.url}));
	};
}

test('a socket that doesn\'t exist says so, and where to look', async () => {
	const error = await whyNot({DOCKER_HOST: `unix://${folder}/none.sock`});
	assert.match(error.message, /no container engine at \/.*none\.sock/);
	assert.match(error.advice!, /systemctl start docker.*DOCKER_HOST/);
});

test('a socket that this user may not use says so', {skip: skipReason([])}, async () => {
	const server = createServer();
	const socket = await listen(server, 'denied.sock');
	await chmod(folder, 0o755);
	await chmod(socket, 0o600);
	process.seteuid!(65_534);
	try {
		const error = await whyNot({DOCKER_HOST: `unix://${socket}`});
		assert.match(error.message, /^Permission denied/);
		assert.match(error.advice!, /group docker/);
	} finally {
		process.seteuid!(0);
		server.close();
	}
});

test('a socket file that an engine left behind says so', async () => {
	const server = createServer();
	const socket = await listen(server, 'left.sock');
	await link(socket, `${socket}.behind`);
	server.close();
	const error = await whyNot({DOCKER_HOST: `unix://${socket}.behind`});
	assert.match(error.message, /^No engine listens on .*left\.sock\.behind/);
});

test('an engine that takes the connection and says nothing is given up', async () => {
	const server = createServer();
	const socket = await listen(server, 'silent.sock');
	const error = await whyNot({DOCKER_HOST: `unix://${socket}`});
	assert.match(error.message, /doesn't answer/);
	server.close();
});

test('an address where nothing listens says so', async () => {
	const server = createServer();
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const {port} = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	const error = await whyNot({DOCKER_HOST: `tcp://127.0.0.1:${port}`});
	assert.match(error.message, new RegExp(String.raw`tcp://127\.0\.0\.1:${port} was refused`));
});

test('a peer that hangs up says so', async () => {
	const server = createServer(socket => {
		socket.destroy();
	});
	const socket = await listen(server, 'rude.sock');
	const error = await whyNot({DOCKER_HOST: `unix://${socket}`});
	assert.match(error.message, /hangs up without an answer/);
	server.close();
});

test('a web server is no engine', async () => {
	await withAnswers((_, response) => {
		response.end('<html>');
	}, async environment => {
		const error = await whyNot(environment);
		assert.match(error.message, /no container engine/);
	});
});

test('what refuses to talk, as a proxy before an engine does, says so', async () => {
	await withAnswers((_, response) => {
		response.writeHead(403).end();
	}, async environment => {
		const error = await whyNot(environment);
		assert.match(error.message, /refuses to talk: status 403/);
	});
});

test('an engine that no longer speaks any version of ours is refused in its own words', async () => {
	await withAnswers((request, response) => {
		const isOld = request.url!.startsWith('/v1.');
		response.writeHead(isOld ? 400 : 200, {'Api-Version': '1.99'});
		response.end(isOld ? '{"message":"client version 1.51 is too old. Minimum supported API version is 1.60"}' : 'OK');
	}, async environment => {
		const error = await whyNot(environment);
		assert.match(error.message, /too new for this layerscope: client version 1\.51 is too old/);
		assert.equal(error.advice, 'Update layerscope.');
	});
});

test('addresses that are none are refused', async () => {
	for (const address of ['ftp://host', 'tcp://', 'tcp://a b:1', 'npipe:////./pipe/docker_engine']) {
		const error = await whyNot({DOCKER_HOST: address});
		assert.match(error.message, /no address of an engine/);
	}
});

test('TLS files that are missing are named', async () => {
	const error = await whyNot({DOCKER_HOST: 'tcp://127.0.0.1:1', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: folder});
	assert.match(error.message, /ca\.pem/);
});

test('an engine behind TLS is talked to with the files of DOCKER_CERT_PATH', async () => {
	const files = fileURLToPath(new URL('../fixtures/tls', import.meta.url));
	const [ca, key, cert] = await Promise.all(['ca.pem', 'server-key.pem', 'server-cert.pem'].map(async name => readFile(path.join(files, name))));
	const server = createHttpsServer({
		ca, key, cert, requestCert: true, rejectUnauthorized: true,
	}, engineOf('1.41'));
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
	try {
		const connection = await connect({DOCKER_HOST: address, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: files});
		assert.equal(connection.version, 41);
		connection.close();
		const error = await whyNot({DOCKER_HOST: address});
		assert.match(`${error.message} ${error.advice}`, /DOCKER_TLS_VERIFY/);
	} finally {
		server.closeAllConnections();
		server.close();
	}
});

test('an engine too old to talk to is refused', async () => {
	await withAnswers(engineOf('1.12'), async environment => {
		const error = await whyNot(environment);
		assert.match(error.message, /too old.*1\.12/);
	});
});

for (const [theirs, agreed] of [['1.41', 41], ['1.99', newestVersion]] as const) {
	test(`with an engine that speaks ${theirs} the requests are made in 1.${agreed}`, async () => {
		await withAnswers(engineOf(theirs), async environment => {
			const connection = await connect(environment);
			const response = await connection.send({path: '/images/a%2Bb/json', query: {platform: '{"os":"linux"}', manifests: undefined}});
			let body = '';
			for await (const chunk of response) {
				body += String(chunk);
			}

			connection.close();
			assert.equal(connection.version, agreed);
			assert.deepEqual(JSON.parse(body), {path: `/v1.${agreed}/images/a%2Bb/json?platform=%7B%22os%22%3A%22linux%22%7D`});
		});
	});
}

test('a socket is used even when the process\'s own DOCKER_HOST is a tcp address', async () => {
	const server = createHttpServer(engineOf('1.41'));
	const socket = await listen(server, 'own.sock');
	const before = process.env.DOCKER_HOST;
	process.env.DOCKER_HOST = 'tcp://127.0.0.1:1';
	try {
		const connection = await connect({DOCKER_HOST: `unix://${socket}`});
		assert.equal(connection.location, socket);
		connection.close();
	} finally {
		if (before === undefined) {
			delete process.env.DOCKER_HOST;
		} else {
			process.env.DOCKER_HOST = before;
		}

		server.closeAllConnections();
		server.close();
	}
});
