import http from 'node:http';
import https from 'node:https';
import type {Way} from './send.ts';

/** The ways to servers, and the connections that are kept open on them. */
export type Ways = {
	/** The way to an address; `isUnverified` where its certificate is taken unseen. */
	to(url: URL, isUnverified: boolean): Way;
	close(): void;
};

/** Makes the ways to all servers. */
export function createWays(): Ways {
	const agents = new Map<string, http.Agent>();
	return {
		to(url, isUnverified) {
			const key = `${url.origin} ${isUnverified}`;
			const agent = agents.get(key) ?? (url.protocol === 'https:'
				? new https.Agent({keepAlive: true, rejectUnauthorized: !isUnverified})
				: new http.Agent({keepAlive: true}));
			agents.set(key, agent);
			return {agent, isWholeAddress: false, headers: {}};
		},
		close() {
			for (const agent of agents.values()) {
				agent.destroy();
			}
		},
	};
}
