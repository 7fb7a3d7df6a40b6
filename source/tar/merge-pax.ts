import {type TarEntry} from './entry.ts';
import {type PaxRecords} from './pax-records.ts';

/** Puts what PAX says in place of what the header says; false where a number of it can't be read. An empty value leaves the header's. */
export function mergePax(entry: TarEntry, pax: PaxRecords): boolean {
	const path = pax.value('path');
	const linkpath = pax.value('linkpath');
	if (path.length > 0) {
		entry.name = path;
	}

	if (linkpath.length > 0) {
		entry.target = linkpath;
	}

	entry.uid = pax.number('uid', entry.uid);
	entry.gid = pax.number('gid', entry.gid);
	entry.size = pax.number('size', entry.size);
	entry.mtime = pax.time('mtime', entry.mtime);
	entry.xattrs = pax.xattrs();
	return !Number.isNaN(entry.uid + entry.gid + entry.size + entry.mtime + pax.time('atime', 0) + pax.time('ctime', 0));
}
