import {once} from 'node:events';
import {connect as openSocket} from 'node:net';
import type {SocketAddress, TcpAddress} from './engine-address.ts';
import {silent, unreachable} from './unreachable.ts';

const connectSeconds = 1.5;

/**
Opens a bare connection to an address and closes it again, so that a dead one is told from a slow engine.
Throws an `EngineUnreachableError` that says why after 1.5 seconds at most.
*/
export async function reach(address: SocketAddress | TcpAddress): Promise<void> {
	const socket = address.kind === 'socket'
		? openSocket({path: address.path})
		: openSocket({host: address.host, port: address.port});
	const limit = AbortSignal.timeout(connectSeconds * 1000);
	try {
		await once(socket, 'connect', {signal: limit});
	} catch (error) {
		throw limit.aborted ? silent(address, connectSeconds) : unreachable(address, error);
	} finally {
		socket.destroy();
	}
}
