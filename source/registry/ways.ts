import http, {type ClientRequest} from 'node:http';
import https from 'node:https';
import {createSecureContext, type SecureContext} from 'node:tls';
import {proxyFor} from './proxy.ts';
import type {RegistryOptions} from './registry.ts';
import type {Way} from './send.ts';
import type {Surroundings} from './surroundings.ts';
import {trustFor, type Trust} from './trust.ts';
import {proxyHeaders, tunnelAgent} from './tunnel.ts';

/** The ways to servers, and the connections that are kept open on them. */
export type Ways = {
	/** The way to an address; `isUnverified` where its certificate is taken unseen. Throws a usage error where the environment names no proxy or no file. */
	to(url: URL, isUnverified: boolean): Way;
	close(): void;
};

/** Makes the ways to all servers. */
export function createWays(options: RegistryOptions, surroundings: Surroundings): Ways {
	const ways = new Map<string, Way>();
	const pending = new Set<ClientRequest>();
	const {idleSeconds} = surroundings.patience;
	const tlsOptions = ({host}: URL, isUnverified = false): https.AgentOptions => ({
		rejectUnauthorized: !isUnverified, secureContext: contextOf(trustFor(host, options, surroundings)),
	});

	const make = (url: URL, isUnverified: boolean): Way => {
		const proxy = proxyFor(url, options.environment);
		const isSecure = url.protocol === 'https:';
		const agentOptions = isSecure ? {...tlsOptions(url, isUnverified), keepAlive: true} : {keepAlive: true};
		if (proxy === undefined) {
			return {
				agent: isSecure ? new https.Agent(agentOptions) : new http.Agent(agentOptions), server: new URL(url.origin), isWholeAddress: false, headers: {},
			};
		}

		const proxyAgent = proxy.protocol === 'https:' ? new https.Agent({...tlsOptions(proxy), keepAlive: !isSecure}) : new http.Agent({keepAlive: !isSecure});
		return isSecure
			? {
				agent: tunnelAgent({
					proxy, proxyAgent, options: agentOptions, idleSeconds, pending,
				}),
				server: new URL(url.origin),
				isWholeAddress: false,
				headers: {},
			}
			: {
				agent: proxyAgent, server: proxy, isWholeAddress: true, headers: proxyHeaders(proxy),
			};
	};

	return {
		to(url, isUnverified) {
			const key = `${url.origin} ${isUnverified}`;
			const way = ways.get(key) ?? make(url, isUnverified);
			ways.set(key, way);
			return way;
		},
		close() {
			for (const {agent} of ways.values()) {
				agent.destroy();
			}

			for (const request of pending) {
				request.destroy();
			}
		},
	};
}

const contexts = new Map<string, SecureContext>();

// Reading all authorities of a system takes a tenth of a second.
function contextOf({ca, cert, key}: Trust): SecureContext {
	const name = JSON.stringify([ca, cert]);
	const context = contexts.get(name) ?? createSecureContext({ca: [...ca], ...(cert === undefined ? {} : {cert, key})});
	contexts.set(name, context);
	return context;
}
