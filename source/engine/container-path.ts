/** The path of a container in the Engine API; `rest` is what is asked of it (`json`, `changes`, `archive`). */
export function containerPath(container: string, rest: string): string {
	return `/containers/${encodeURIComponent(container)}/${rest}`;
}
