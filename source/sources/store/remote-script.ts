import {Buffer} from 'node:buffer';
import {cleanPath} from '../../image/path-parts.ts';
import {StoreError} from './store-error.ts';
import type {KeptFile} from './store-files.ts';

/**
What a shell over there runs before all else: into the root folder, which belongs to root or this user as it has to here. Whatever is in names, the
script is plain ASCII, and locale, options and aliases of whoever logs in make no difference.
*/
function prologue(root: string): string {
	return `LC_ALL=C
export LC_ALL
unset TAR_OPTIONS
PATH=$PATH:/usr/bin:/bin
set -f
root=$(printf '${octal(Buffer.from(root))}x')
cd -P -- "\${root%x}" || exit 1
set -- $(ls -ldn .)
case $3 in
	0 | "$(id -u)" | "\${SUDO_UID:-0}") ;;
	*) echo 'it is no folder of root or this user' >&2; exit 1 ;;
esac
`;
}

/** Lists the files below a root folder that are there, and sends them as a tar behind an empty line. Their names are our own. */
export function sendFiles(root: string, names: readonly string[]): string {
	const words = names.map(name => {
		if (!/^\w[\w./=-]*$/.test(name)) {
			throw new StoreError('a name of a file isn\'t a plain one');
		}

		return `'${name}'`;
	});
	// What isn't there is an error to tar, and none to us.
	return `${prologue(root)}
set -- ${words.join(' ')}
ls -ln "$@" 2>/dev/null
echo
tar -cf - "$@" 2>/dev/null
exit 0`;
}

/**
Sends files out of folders below a root folder, one after the other: the digit 1 and the bytes of one that is an ordinary file of its size, the digit 0
for any other. A folder is left where its name as the system has it is another than its path: then a symlink was on the way.
*/
export function sendBodies(root: string, files: readonly KeptFile[]): string {
	const lines = files.map(file => {
		const {folder, name} = placeOf(file);
		return `send ${file.size} '${octal(folder)}' '${octal(name)}'`;
	});
	return `${prologue(root)}
root=$(pwd -P; echo x)
root=\${root%?x}
into() {
	cd -P -- "$1" 2>/dev/null || return
	here=$(pwd -P; echo x)
	[ "\${here%?x}" = "$1" ]
}
send() {
	folder=$(printf "$2x")
	name=$(printf "$3x")
	name=./\${name%x}
	if into "$root/\${folder%x}" && [ -f "$name" ] && [ ! -L "$name" ] && [ -r "$name" ]; then
		size=$1
		set -- $(ls -ldn "$name")
		if [ "$5" = "$size" ]; then
			printf 1
			cat "$name" || exit
			return
		fi
	fi
	printf 0
}
${lines.join('\n')}
exit 0`;
}

function placeOf({folder, name}: KeptFile): {folder: Uint8Array; name: Uint8Array} {
	const names = cleanPath(name).names.map(({bytes, start, end}) => bytes.subarray(start, end));
	const last = names.pop();
	if (last === undefined) {
		throw new StoreError('a folder is no file');
	}

	return {folder: Buffer.concat([Buffer.from(folder), ...names.flatMap(part => [Buffer.from('/'), part])]), name: last};
}

/** Bytes as `printf` takes them, with nothing in them that means anything to a shell. */
function octal(bytes: Uint8Array): string {
	let text = '';
	for (const byte of bytes) {
		const character = String.fromCodePoint(byte);
		text += /[\w./]/.test(character) ? character : `\\${byte.toString(8).padStart(3, '0')}`;
	}

	return text;
}
