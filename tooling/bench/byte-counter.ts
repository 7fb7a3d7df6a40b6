import {once} from 'node:events';
import {connect, createServer, type AddressInfo} from 'node:net';

/** A port of loopback in front of another, that counts what comes back. */
export type ByteCounter = {
	readonly port: number;
	/** Bytes that came from the other port so far. */
	readonly received: () => number;
	readonly stop: () => void;
};

/** Passes connections on to a port of loopback. */
export async function startByteCounter(target: number): Promise<ByteCounter> {
	let received = 0;
	const server = createServer({noDelay: true}, client => {
		const passed = connect({port: target, host: '127.0.0.1', noDelay: true});
		passed.on('data', (bytes: Uint8Array) => {
			received += bytes.length;
		});
		client.pipe(passed).pipe(client);
		for (const [end, other] of [[client, passed], [passed, client]] as const) {
			end.on('error', () => undefined);
			end.on('close', () => {
				other.destroy();
			});
		}
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		port: (server.address() as AddressInfo).port,
		received: () => received,
		stop() {
			server.close();
		},
	};
}
