import {Buffer} from 'node:buffer';
import {once} from 'node:events';
import {
	createServer, request as sendRequest, type IncomingMessage, type ServerResponse,
} from 'node:http';
import type {AddressInfo} from 'node:net';
import {PassThrough, Transform} from 'node:stream';

/** What a registry is asked. */
export type ProxyRequest = {
	readonly method: string;
	/** With the query. */
	readonly path: string;
	readonly headers: IncomingMessage['headers'];
	/** How often this method and path were asked before. */
	readonly before: number;
};

/** An answer of the proxy's own. */
type Refusal = {readonly status: number; readonly words?: string; readonly headers?: Readonly<Record<string, string>>};

/** What the proxy does instead of passing a request and its answer on. */
export type ProxyBehaviour =
	| Refusal
	/** Breaks the connection after so many bytes of the body. */
	| {readonly dropAfter: number}
	/** Says nothing any more after so many bytes of the body, and keeps the connection. */
	| {readonly stallAfter: number}
	/** Ends the body after so many bytes as if that were all. */
	| {readonly truncateAfter: number}
	/** Changes one bit of this byte of the body. */
	| {readonly flipAt: number}
	/** Takes the request and never answers. */
	| {readonly isSilent: true}
	/** Waits before the request is passed on. */
	| {readonly delayMilliseconds: number}
	| {readonly bytesPerSecond: number};

/** Decides for each request; `undefined` passes it on. */
export type ProxyRule = (request: ProxyRequest) => ProxyBehaviour | undefined;

/** An HTTP proxy of the tests' own in front of a registry. */
export type RegistryProxy = {
	/** `127.0.0.1:port`: the beginning of references that go through it. */
	readonly host: string;
	/** `METHOD /path` of all requests so far. */
	readonly requests: readonly string[];
	/** What is done from now on, and the end of what was kept without an answer; without a rule everything is passed on. */
	follow(rule?: ProxyRule): void;
	/** Waits until a request matches (`METHOD /path`) that came after the last `follow`. */
	asked(wanted: RegExp): Promise<void>;
	/** Waits until no answer to a request that matches (`METHOD /path`) is under way: whoever asked has got it whole or has gone. */
	quiet(wanted: RegExp): Promise<void>;
	stop(): void;
};

/** Starts a proxy in front of the registry at `target` (`host:port`), on a free port of loopback. */
export async function startRegistryProxy(target: string): Promise<RegistryProxy> {
	const requests: string[] = [];
	const waiting = new Set<() => void>();
	const underWay = new Map<ServerResponse, string>();
	let rule: ProxyRule | undefined;
	let first = 0;
	const look = () => {
		for (const check of waiting) {
			check();
		}
	};

	const until = async (isSo: () => boolean) => new Promise<void>(resolve => {
		const check = () => {
			if (isSo()) {
				waiting.delete(check);
				resolve();
			}
		};

		waiting.add(check);
		check();
	});

	const server = createServer((request, response) => {
		const name = `${request.method} ${request.url}`;
		const before = requests.filter(other => other === name).length;
		requests.push(name);
		underWay.set(response, name);
		response.once('close', () => {
			underWay.delete(response);
			look();
		});
		const behaviour = rule?.({
			method: request.method!, path: request.url!, headers: request.headers, before,
		});
		look();
		answer(target, request, response, behaviour);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
		requests,
		follow(next) {
			rule = next;
			first = requests.length;
			for (const response of underWay.keys()) {
				response.destroy();
			}
		},
		asked: async wanted => until(() => requests.slice(first).some(name => wanted.test(name))),
		quiet: async wanted => until(() => ![...underWay.values()].some(name => wanted.test(name))),
		stop() {
			server.closeAllConnections();
			server.close();
		},
	};
}

function answer(target: string, request: IncomingMessage, response: ServerResponse, behaviour: ProxyBehaviour | undefined): void {
	if (behaviour === undefined || !('status' in behaviour || 'isSilent' in behaviour || 'delayMilliseconds' in behaviour)) {
		passOn(target, request, response, behaviour);
	} else if ('status' in behaviour) {
		refuse(response, behaviour);
	} else if ('delayMilliseconds' in behaviour) {
		setTimeout(passOn, behaviour.delayMilliseconds, target, request, response);
	}
}

function refuse(response: ServerResponse, {status, words = 'no', headers = {}}: Refusal): void {
	const codes: Readonly<Record<number, string>> = {
		401: 'UNAUTHORIZED', 403: 'DENIED', 404: 'MANIFEST_UNKNOWN', 429: 'TOOMANYREQUESTS',
	};
	const body = JSON.stringify({errors: [{code: codes[status] ?? 'UNKNOWN', message: words}]});
	response.writeHead(status, {'Content-Type': 'application/json', 'Docker-Distribution-Api-Version': 'registry/2.0', ...headers}).end(body);
}

function passOn(target: string, request: IncomingMessage, response: ServerResponse, behaviour?: ProxyBehaviour): void {
	const [host, port] = target.split(':');
	const onward = sendRequest({
		host, port, method: request.method, path: request.url, headers: request.headers,
	}, answered => {
		const {'content-length': length, ...others} = answered.headers;
		response.writeHead(answered.statusCode!, behaviour !== undefined && 'truncateAfter' in behaviour ? others : {...others, ...(length === undefined ? {} : {'content-length': length})});
		answered.pipe(brake(response, behaviour)).pipe(response);
	});
	onward.on('error', () => {
		response.destroy();
	});
	response.once('close', () => {
		onward.destroy();
	});
	request.pipe(onward);
}

// Lets the body through as the behaviour has it.
function brake(response: ServerResponse, behaviour: ProxyBehaviour | undefined): Transform {
	if (behaviour === undefined) {
		return new PassThrough();
	}

	if ('bytesPerSecond' in behaviour) {
		return slowed(behaviour.bytesPerSecond);
	}

	if ('flipAt' in behaviour) {
		return flipped(behaviour.flipAt);
	}

	if ('truncateAfter' in behaviour) {
		return cut(behaviour.truncateAfter, () => {
			response.end();
		});
	}

	if ('dropAfter' in behaviour) {
		return cut(behaviour.dropAfter, () => {
			response.destroy();
		});
	}

	return cut('stallAfter' in behaviour ? behaviour.stallAfter : Infinity, () => undefined);
}

function slowed(bytesPerSecond: number): Transform {
	return new Transform({
		transform(chunk: Uint8Array, _encoding, done) {
			setTimeout(() => {
				done(null, chunk);
			}, 1000 * chunk.length / bytesPerSecond);
		},
	});
}

function flipped(place: number): Transform {
	let passed = 0;
	return new Transform({
		transform(chunk: Uint8Array, _encoding, done) {
			const bytes = Buffer.from(chunk);
			if (place >= passed && place < passed + bytes.length) {
				bytes[place - passed]! ^= 1;
			}

			passed += bytes.length;
			done(null, bytes);
		},
	});
}

// Takes no more once so many bytes have passed, so the rest waits for ever.
function cut(limit: number, atLimit: () => void): Transform {
	let passed = 0;
	return new Transform({
		transform(chunk: Uint8Array, _encoding, done) {
			const surplus = passed + chunk.length - limit;
			passed += chunk.length;
			if (surplus < 0) {
				done(null, chunk);
				return;
			}

			this.push(Buffer.from(chunk.subarray(0, chunk.length - surplus)));
			// What was let through must arrive before the end does.
			setImmediate(atLimit);
		},
	});
}

/** A rule that wants this login for everything, by HTTP's Basic. */
export function basicLogin(user: string, password: string): ProxyRule {
	const wanted = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
	return ({headers}) => headers.authorization === wanted
		? undefined
		: {status: 401, words: 'authentication required', headers: {'WWW-Authenticate': 'Basic realm="tests"'}};
}
