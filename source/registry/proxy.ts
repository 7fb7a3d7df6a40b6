import {BlockList, isIP} from 'node:net';
import type {Environment} from '../credentials/credentials.ts';
import {LayerscopeError} from '../errors.ts';
import {isLoopback} from './endpoint.ts';
import {given} from './surroundings.ts';

/**
The proxy that leads to an address by `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in capitals or not, as engines read them; `undefined` for
none. This machine needs none. Throws a usage error for one that is no address.
*/
export function proxyFor(url: URL, environment: Environment): URL | undefined {
	const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
	const text = variable(environment, name);
	if (text === undefined || isLoopback(url.hostname) || isLeftOut(url, variable(environment, 'NO_PROXY') ?? '')) {
		return undefined;
	}

	const address = text.includes('://') ? text : `http://${text}`;
	const proxy = URL.canParse(address) ? new URL(address) : undefined;
	if (proxy?.protocol !== 'http:' && proxy?.protocol !== 'https:') {
		// It isn't quoted: it may hold a password.
		throw new LayerscopeError('usage', `${name} is no address of a proxy.`, {advice: 'Write it as http://HOST:PORT.'});
	}

	return proxy;
}

function variable(environment: Environment, name: string): string | undefined {
	return given(environment[name]) ?? given(environment[name.toLowerCase()]);
}

/** Whether `NO_PROXY` names an address: a host with all below it, `.host` with only those, an address, a network, `*`; each with a port where it has one. */
function isLeftOut(url: URL, list: string): boolean {
	const host = url.hostname.replaceAll(/^\[|]$/g, '');
	const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
	return list.split(',').map(item => item.trim().toLowerCase()).filter(item => item !== '').some(item => {
		const [, name = item, wantedPort] = /^(\[[^\]]*]|[^:]*):(\d+)$/.exec(item) ?? [];
		return (wantedPort === undefined || wantedPort === port) && isNamed(host, name.replaceAll(/^\[|]$/g, ''));
	});
}

function isNamed(host: string, name: string): boolean {
	if (name === '*' || name === host) {
		return true;
	}

	if (name.includes('/')) {
		return isInNetwork(host, name);
	}

	const suffix = name.replace(/^\*?(?=\.)/, '');
	return isIP(host) === 0 && host.endsWith(suffix.startsWith('.') ? suffix : `.${suffix}`);
}

/** Whether a host is an address in a network, such as `10.0.0.0/8`. */
export function isInNetwork(host: string, network: string): boolean {
	const [address = '', bits = ''] = network.split('/');
	const family = isIP(address);
	if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) {
		return false;
	}

	const list = new BlockList();
	const type = family === 4 ? 'ipv4' : 'ipv6';
	list.addSubnet(address, Number(bits), type);
	return list.check(host, type);
}
