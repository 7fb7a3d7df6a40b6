/** The oldest minor version of the Engine API that layerscope speaks: Docker 17.03's. */
export const oldestVersion = 26;

/** The newest minor version of the Engine API that layerscope knows: Docker 28.3's. */
export const newestVersion = 51;

/** The minor number of an `Api-Version` header (41 for `1.41`); `undefined` where it is none. */
export function apiVersionOf(header: unknown): number | undefined {
	const minor = typeof header === 'string' ? /^1\.(\d{1,3})$/.exec(header)?.[1] : undefined;
	return minor === undefined ? undefined : Number(minor);
}

/** The first minor version of the API that has a feature. */
export const since = {
	/** What a registry has of an image (`/distribution`). */
	distribution: 30,
	/** List with `shared-size`. */
	sharedSize: 42,
	/** The containerd store. */
	containerdStore: 43,
	/** List with `manifests`. */
	listManifests: 47,
	/** Inspect with `manifests`; save and history with `platform` as JSON. */
	manifests: 48,
	/** Inspect with `platform`. */
	inspectPlatform: 49,
} as const;
