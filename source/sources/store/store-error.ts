/** Why something can't be had from an engine's store: a reason to ask the engine for it, and never one to bother anybody with. */
export class StoreError extends Error {
	override readonly name = 'StoreError';
}
