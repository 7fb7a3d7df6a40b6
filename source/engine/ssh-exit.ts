/** An ssh that ended otherwise than well, with what it said. */
export class SshExit extends Error {
	override readonly name = 'SshExit';
	/** 255 is ssh's own; all others are the command's over there, 127 that there is none. */
	readonly exitCode: number | undefined;
	/** What came on standard error; untrusted. */
	readonly words: string;

	constructor(exitCode: number | undefined, words: string) {
		super(words === '' ? `ssh ended with code ${exitCode ?? 'none'}` : `ssh says: ${words}`);
		this.exitCode = exitCode;
		this.words = words;
	}
}

const longest = 600;

/** What ssh said, as one line: its last words, without its decoration. */
export function lastWords(text: string): string {
	const lines = text.split(/[\r\n]+/).map(line => line.replaceAll(/@{3,}/g, '').trim()).filter(line => line !== '');
	return lines.join(' ').slice(-longest).replace(/\.$/, '');
}
