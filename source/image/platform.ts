import {LayerscopeError} from '../errors.ts';

/** What an image runs on, in Go's words (`linux`, `amd64`, `v8`). */
export type Platform = {
	readonly os: string;
	readonly architecture: string;
	readonly variant: string | undefined;
	readonly osVersion: string | undefined;
};

const architectures: ReadonlyMap<string, readonly [architecture: string, variant?: string]> = new Map([
	['i386', ['386']],
	['x86', ['386']],
	['x86_64', ['amd64']],
	['x86-64', ['amd64']],
	['aarch64', ['arm64']],
	['armhf', ['arm', 'v7']],
	['armel', ['arm', 'v6']],
]);

const nodeArchitectures: ReadonlyMap<string, string> = new Map([
	['x64', 'amd64'],
	['ia32', '386'],
	['ppc64', 'ppc64le'],
	['mipsel', 'mipsle'],
]);

/** Parses `os/architecture[/variant]`, the system's version in brackets allowed (`windows(10.0.20348)/amd64`). Throws a usage error. */
export function parsePlatform(text: string): Platform {
	const match = /^([\w.-]+)(?:\(([^()]*)\))?\/([\w.-]+)(?:\/([\w.-]+))?$/i.exec(text);
	if (!match) {
		throw new LayerscopeError('usage', `'${text}' is no platform.`, {advice: 'Write it as os/architecture or os/architecture/variant, such as linux/amd64 or linux/arm/v7.'});
	}

	const [, os, osVersion, architecture, variant] = match;
	return normalizePlatform({
		os: os!, osVersion, architecture: architecture!, variant,
	});
}

/** A platform in Go's words, whatever words it came in: `x86_64` is `amd64`, `arm64/v8` is `arm64`, `arm` is `arm/v7`. */
export function normalizePlatform(platform: Platform): Platform {
	const os = platform.os.toLowerCase();
	const written = platform.architecture.toLowerCase();
	const [architecture, implied] = architectures.get(written) ?? [written];
	const variant = platform.variant?.toLowerCase() ?? implied;
	return {
		os: os === 'macos' ? 'darwin' : os,
		architecture,
		variant: normalizeVariant(architecture, variant),
		osVersion: platform.osVersion === '' ? undefined : platform.osVersion,
	};
}

function normalizeVariant(architecture: string, variant: string | undefined): string | undefined {
	if (architecture === 'arm') {
		return variant === undefined || /^\d$/.test(variant) ? `v${variant ?? 7}` : variant;
	}

	if (architecture === 'arm64') {
		return variant === 'v8' || variant === '8' ? undefined : variant;
	}

	return architecture === 'amd64' && variant === 'v1' ? undefined : variant;
}

/** A platform as `--platform` takes it. */
export function formatPlatform({os, architecture, variant, osVersion}: Platform): string {
	const system = osVersion === undefined ? os : `${os}(${osVersion})`;
	return variant === undefined ? `${system}/${architecture}` : `${system}/${architecture}/${variant}`;
}

/** The platform of images that run here: Linux on the processor that Node calls `nodeArchitecture` (`process.arch`). */
export function hostPlatform(nodeArchitecture: string): Platform {
	return normalizePlatform({
		os: 'linux',
		architecture: nodeArchitectures.get(nodeArchitecture) ?? nodeArchitecture,
		variant: undefined,
		osVersion: undefined,
	});
}

/**
How well an image's platform serves the wanted one: 0 is best, `undefined` not at all.
A processor runs what older variants of it run, so `arm/v7` takes `arm/v6` where nothing better is there, unless `strict`.
*/
export function platformDistance(wanted: Platform, offered: Platform, strict = false): number | undefined {
	if (wanted.os !== offered.os || wanted.architecture !== offered.architecture) {
		return undefined;
	}

	if (wanted.osVersion !== undefined && wanted.osVersion !== offered.osVersion) {
		return undefined;
	}

	if (wanted.variant === offered.variant) {
		return 0;
	}

	const distance = variantNumber(wanted) - variantNumber(offered);
	return strict || !(distance > 0) ? undefined : distance;
}

function variantNumber({architecture, variant}: Platform): number {
	const lowest = architecture === 'arm64' ? 8 : 1;
	return variant === undefined ? lowest : Number(/^v(\d+)/.exec(variant)?.[1]);
}
