import type {LayerIndex} from '../image/layer-index.ts';

type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** The columns of an index by name. */
export type ColumnName = {[Name in keyof LayerIndex]-?: LayerIndex[Name] extends Column ? Name : never}[keyof LayerIndex];

type ColumnShape = {
	readonly name: ColumnName;
	readonly type: Uint8ArrayConstructor | Uint16ArrayConstructor | Uint32ArrayConstructor | Float64ArrayConstructor;
	/** How many values it has for so many entries; `undefined` where that differs from layer to layer. */
	readonly valuesFor: (count: number) => number | undefined;
};

const oneEach = (count: number) => count;
const oneMore = (count: number) => count + 1;
const any = () => undefined;

/** The columns in the order in which a file has them. Whoever changes it, or what a value means, raises `schemaVersion`. */
export const columnShapes: readonly ColumnShape[] = [
	{name: 'types', type: Uint8Array, valuesFor: oneEach},
	{name: 'typeflags', type: Uint8Array, valuesFor: oneEach},
	{name: 'modes', type: Uint16Array, valuesFor: oneEach},
	{name: 'uids', type: Float64Array, valuesFor: oneEach},
	{name: 'gids', type: Float64Array, valuesFor: oneEach},
	{name: 'sizes', type: Float64Array, valuesFor: oneEach},
	{name: 'mtimes', type: Float64Array, valuesFor: oneEach},
	{name: 'offsets', type: Float64Array, valuesFor: oneEach},
	{name: 'devices', type: Uint32Array, valuesFor: oneEach},
	{name: 'xattrs', type: Uint32Array, valuesFor: oneEach},
	{name: 'nameStarts', type: Uint32Array, valuesFor: oneMore},
	{name: 'linkStarts', type: Uint32Array, valuesFor: oneEach},
	{name: 'names', type: Uint8Array, valuesFor: any},
	{name: 'xattrStarts', type: Uint32Array, valuesFor: any},
	{name: 'xattrBytes', type: Uint8Array, valuesFor: any},
];
