/** The environment of a process, or what a test has for one. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable's value; an empty one is none. */
export function variable(environment: Environment, name: string): string | undefined {
	const value = environment[name];
	return value === '' ? undefined : value;
}
