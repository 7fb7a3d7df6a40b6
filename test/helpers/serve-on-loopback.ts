import {once} from 'node:events';
import type {Server} from 'node:http';
import type {AddressInfo} from 'node:net';

/** Lets a server take what comes to a free port of this machine. Gives its address as an engine's, and the way to stop it at once. */
export async function serveOnLoopback(server: Server): Promise<{readonly address: string; readonly stop: () => void}> {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		address: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
		stop() {
			server.closeAllConnections();
			server.close();
		},
	};
}
