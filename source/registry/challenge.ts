/** What a server wants before it answers (RFC 9110, 11.6.1), its scheme and names in lower case. */
export type Challenge = {readonly scheme: string; readonly parameters: ReadonlyMap<string, string>};

const token = String.raw`[\w!#$%&'*+.^\`|~-]+`;
const piece = new RegExp(String.raw`\s*,*\s*(?:(${token})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|(${token}[^\s,"]*))|(${token})(?=[\s,]|$))`, 'gy');

/** The challenges in a `WWW-Authenticate` header; what follows something that is none is left out. */
export function parseChallenges(header: string): readonly Challenge[] {
	const found: Array<{scheme: string; parameters: Map<string, string>}> = [];
	for (const [, name, quoted, plain, scheme] of header.matchAll(piece)) {
		if (scheme !== undefined) {
			found.push({scheme: scheme.toLowerCase(), parameters: new Map()});
		} else if (name !== undefined) {
			found.at(-1)?.parameters.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '');
		}
	}

	return found;
}
