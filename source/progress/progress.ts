/** What a part of a long work is doing. */
export type PartState = 'waiting' | 'downloading' | 'verifying' | 'downloaded' | 'extracting' | 'reading' | 'retrying' | 'here' | 'done' | 'failed';

/** One layer of a pull, or one layer that is read. */
export type PartProgress = {
	/** A short id (12 hex digits in a pull) or a layer's number; untrusted. */
	readonly id: string;
	readonly state: PartState;
	/** Bytes so far; `undefined` where the peer doesn't say. */
	readonly current: number | undefined;
	/** Bytes in all; `undefined` where the peer doesn't say. */
	readonly total: number | undefined;
	/** What else the peer says (`5 s` of extracting, `in 3 s` for a retry); untrusted. */
	readonly note: string | undefined;
};

/** One long work, as it stands now: an immutable snapshot. */
export type Progress = {
	readonly task: 'pull' | 'read' | 'verify' | 'save' | 'load';
	/** What is worked on (`nginx:1.27`, `layer 2`); untrusted. */
	readonly subject: string;
	readonly parts: readonly PartProgress[];
	/** The last plain status line of the peer; untrusted. */
	readonly status: string | undefined;
	/** Whether its bytes come from another machine, so that what is left of them tells how long it takes. */
	readonly isShipped?: boolean;
	/** What the user should know though the work goes on; a clause or a sentence. */
	readonly warning?: string;
};
