import {isDigest, type Digest} from '../image/digest.ts';

/** An ID of an engine as a digest: Podman leaves out the algorithm in places. `undefined` for anything else. */
export function engineId(value: unknown): Digest | undefined {
	const id = typeof value === 'string' && /^[\da-f]{64}$/.test(value) ? `sha256:${value}` : value;
	return isDigest(id) ? id : undefined;
}
