/** What an image runs on, in Go's words (`linux`, `amd64`, `v8`). */
export type Platform = {
	readonly os: string;
	readonly architecture: string;
	readonly variant: string | undefined;
	readonly osVersion: string | undefined;
};
