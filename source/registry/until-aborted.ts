/** Waits for something that goes on for others, but no longer than the signal lets. Throws the signal's reason. */
export async function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
	signal.throwIfAborted();
	let leave: (() => void) | undefined;
	const aborted = new Promise<never>((_resolve, reject) => {
		leave = () => {
			reject(signal.reason as Error);
		};

		signal.addEventListener('abort', leave, {once: true});
	});
	try {
		return await Promise.race([work, aborted]);
	} finally {
		signal.removeEventListener('abort', leave!);
	}
}
