import {once} from 'node:events';
import {
	connect, createServer, type AddressInfo, type Socket,
} from 'node:net';

/** A port of loopback that leads to another, and what came over it. */
export type Link = {
	readonly port: number;
	/** Bytes that came from the other side so far. */
	received(): number;
	/** Ends all connections as if a cable had been cut. */
	cut(): void;
	stop(): void;
};

/** Leads to a port, where wanted no faster than so many bytes a second. */
export async function startLink(target: number, bytesPerSecond = Number.POSITIVE_INFINITY): Promise<Link> {
	const sockets = new Set<Socket>();
	let received = 0;
	const server = createServer(near => {
		const far = connect({port: target, host: '127.0.0.1'});
		near.pipe(far);
		let free = performance.now();
		far.on('data', (chunk: Uint8Array) => {
			received += chunk.length;
			near.write(chunk);
			free = Math.max(free, performance.now()) + (chunk.length * 1000 / bytesPerSecond);
			far.pause();
			setTimeout(() => {
				far.resume();
			}, free - performance.now());
		});
		far.on('end', () => {
			near.end();
		});
		for (const [socket, other] of [[near, far], [far, near]] as const) {
			sockets.add(socket);
			socket.on('error', () => undefined);
			socket.on('close', () => {
				sockets.delete(socket);
				other.destroy();
			});
		}
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const cut = () => {
		for (const socket of sockets) {
			socket.destroy();
		}
	};

	return {
		port: (server.address() as AddressInfo).port,
		received: () => received,
		cut,
		stop() {
			cut();
			server.close();
		},
	};
}
