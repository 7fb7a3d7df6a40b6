import {header} from '../helpers/tar-bytes.ts';

/** A directory's header. */
export const directory = (name: string): Uint8Array => header({name, typeflag: '5', mode: 0o755});

/** A symbolic link's header. */
export const symlink = (name: string, target: string): Uint8Array => header({name, target, typeflag: '2'});

/** A hard link's header. */
export const hardlink = (name: string, target: string): Uint8Array => header({name, target, typeflag: '1'});

/** A character device's header. */
export const device = (name: string, major: number, minor: number): Uint8Array => header({
	name, typeflag: '3', major, minor,
});
