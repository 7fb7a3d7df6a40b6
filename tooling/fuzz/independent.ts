import {Buffer} from 'node:buffer';
import {spawn} from 'node:child_process';
import process from 'node:process';
import {text as textOf} from 'node:stream/consumers';
import {knownDifference} from './known-differences.ts';

/** The programs that list a tar for us, neither of which has anything of ours or of Go's. GNU tar is asked not to change any name. */
const listings: ReadonlyArray<readonly [program: string, ...parameters: string[]]> = [
	['tar', '--list', '--absolute-names', '--quoting-style=escape', '--file=-'],
	['bsdtar', '-t', '-f', '-'],
];

/**
Names that our reader lists and another doesn't, as text; empty where all are there, or where no other had a word for the tar. A reader that
finds fault with it says nothing: it may have left out what it didn't understand.
*/
export async function unseenNames(tar: Uint8Array, names: readonly Uint8Array[]): Promise<readonly string[]> {
	if (knownDifference(tar) !== undefined) {
		return [];
	}

	const lists = await Promise.all(listings.map(async listing => listWith(listing, tar)));
	const sound = lists.filter(list => list !== undefined);
	const own = names.map(name => comparable(Buffer.from(name).toString('latin1')));
	const unseen = sound.map(list => own.filter(name => !list.has(name)));
	// Where two are content and one of them sees what we see, the other is the one that differs.
	return unseen.some(missing => missing.length === 0) ? [] : unseen[0] ?? [];
}

async function listWith([program, ...parameters]: (typeof listings)[number], tar: Uint8Array): Promise<ReadonlySet<string> | undefined> {
	const child = spawn(program, parameters, {env: {LC_ALL: 'C', PATH: process.env.PATH, TZ: 'UTC'}});
	child.stdin.on('error', () => undefined);
	child.stdin.end(tar);
	const ended = new Promise<boolean>(resolve => {
		child.on('error', () => {
			resolve(false);
		});
		child.on('close', status => {
			resolve(status === 0);
		});
	});
	child.stdout.setEncoding('latin1');
	const [output, complaint, isContent] = await Promise.all([textOf(child.stdout), textOf(child.stderr), ended]);
	return isContent && complaint === '' ? new Set(output.split('\n').slice(0, -1).map(line => comparable(unescaped(line)))) : undefined;
}

const escapes: Readonly<Record<string, string>> = {
	a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', 0: '\0',
};

/** A name as it was before the program escaped it: one character a byte. */
function unescaped(line: string): string {
	return line.replaceAll(/\\(\d{3}|.)/g, (_, what: string) => what.length === 3 ? String.fromCodePoint(Number.parseInt(what, 8)) : escapes[what] ?? what);
}

/** The path that a name means: programs add slashes to directories, or between prefix and name, and take others away. */
function comparable(name: string): string {
	return name.split('/').filter(part => part !== '' && part !== '.').join('/');
}
