/** The part of an image config that says how a container starts. All of it is untrusted text. (OCI image-spec, config.md) */
export type ImageConfig = {
	readonly entrypoint: readonly string[];
	readonly command: readonly string[];
	readonly environment: readonly string[];
	readonly labels: ReadonlyMap<string, string>;
	readonly exposedPorts: readonly string[];
	readonly user: string | undefined;
	readonly volumes: readonly string[];
	readonly workingDirectory: string | undefined;
	readonly stopSignal: string | undefined;
	readonly author: string | undefined;
};
