import type {Agent} from 'node:http';

/** A login at a server by ssh, which serves many requests. */
export type Login = {
	/** Gives a channel to the engine over there for each connection that is wanted. */
	readonly agent: Agent;
	/** Where ssh waits for channels. */
	readonly socket: string;
	/** Which of the programs that may speak for an engine over there is being tried. */
	attempt(): number;
	/** Goes on from the one that was tried to the next; `false` where none is left. */
	tryNext(tried: number): boolean;
	/** Ends the login and leaves nothing behind. */
	close(): Promise<void>;
};

/** Every login of this program by its address. */
export const logins = new Map<string, Promise<Login>>();

const mostRounds = 3;

/** Ends all logins; called when the program ends. */
export async function closeLogins(): Promise<void> {
	// Whoever finds its login gone may log in anew before it hears that all is over.
	for (let round = 0; logins.size > 0 && round < mostRounds; round++) {
		const open = [...logins.values()];
		logins.clear();
		await Promise.all(open.map(async login => {
			const known = await login.catch(() => undefined);
			await known?.close();
		}));
	}
}
