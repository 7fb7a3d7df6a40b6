/** One message of a pull stream, cut down to what is read; everything in it is untrusted. */
export type PullMessage = {
	readonly status: string | undefined;
	/** A layer's short id, or the tag on the first line. */
	readonly id: string | undefined;
	readonly current: number | undefined;
	readonly total: number | undefined;
	/** `current` counts seconds and not bytes (the containerd store, while it extracts). */
	readonly isSeconds: boolean;
	readonly error: string | undefined;
};

/** Reads one parsed line of a pull stream; anything that isn't as expected is left out, nothing throws. */
export function readPullMessage(message: unknown): PullMessage {
	const fields = record(message);
	const detail = record(fields.progressDetail);
	return {
		status: text(fields.status) ?? text(fields.stream),
		id: text(fields.id),
		current: count(detail.current),
		total: count(detail.total),
		isSeconds: detail.units === 's',
		error: text(record(fields.errorDetail).message) ?? text(fields.error),
	};
}

function record(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {};
}

function text(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

// Engines send a total of 0 or -1 where they don't know it.
function count(value: unknown): number | undefined {
	return typeof value === 'number' && value > 0 ? value : undefined;
}
