import {homedir, userInfo} from 'node:os';

// Debian's name for the home of those who have none: nothing is ever found in it.
const nowhere = '/nonexistent';

/**
The user's home folder: `HOME`, or what the system says. A folder that isn't there where nobody knows one: a container may run as a user
that its system has no entry for.
*/
export function homeFolder({HOME: given = ''}: Readonly<Record<string, string | undefined>>): string {
	return [() => given, homedir, () => userInfo().homedir].map(ask => known(ask)).find(home => home !== '') ?? nowhere;
}

// Node throws where the system has no entry for the user.
function known(ask: () => string): string {
	try {
		return ask();
	} catch {
		return '';
	}
}
