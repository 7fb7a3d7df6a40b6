import type {LayerscopeError} from '../errors.ts';
import type {Digest} from '../image/digest.ts';
import type {ConfigDocument} from '../image/image-config.ts';
import type {Descriptor} from '../image/manifest.ts';
import type {Platform} from '../image/platform.ts';
import type {Warning, WarningCode} from '../image/warning.ts';

/** A layer as an archive or layout refers to it. */
export type LayerBlob = {
	/** Its file's cleaned name. */
	readonly name: string;
	/** What the manifest says of its stored bytes; `undefined` in archives without such a manifest. */
	readonly descriptor: Descriptor | undefined;
	/** What the archive says of the blob that was shipped, where it stores the layer in another form. */
	readonly shipped?: Descriptor;
	/** The digest that its bytes as stored must have, where a manifest or its name says so. */
	readonly storedDigest: Digest | undefined;
	/** Bytes of its file, where no manifest says how many they are. */
	readonly fileSize?: number | undefined;
};

/** A config that was read. */
export type StoredConfig = {
	/** The digest of its bytes: the image ID. */
	readonly id: Digest;
	readonly text: string;
	/** In bytes. */
	readonly size: number;
	readonly document: ConfigDocument;
};

/** One image that a source holds, as far as its documents tell. */
export type Candidate = {
	/** Names of the image, as people write them; untrusted. */
	readonly references: readonly string[];
	readonly manifestDigest: Digest | undefined;
	/** Bytes of its manifest, where there is one. */
	readonly manifestSize?: number;
	/** Those of its descriptor in the index and of its manifest; untrusted. Missing where there are none. */
	readonly annotations?: ReadonlyMap<string, string>;
	readonly platform: Platform | undefined;
	readonly config: StoredConfig | undefined;
	readonly layers: readonly LayerBlob[];
	readonly warnings: readonly Warning[];
	/** Why it can't be opened, if it can't. */
	readonly failure: LayerscopeError | undefined;
};

/** A warning about the whole image. */
export function imageWarning(code: WarningCode, message: string): Warning {
	return layerWarning(code, undefined, message);
}

/** A warning about one layer. */
export function layerWarning(code: WarningCode, layer: number | undefined, message: string): Warning {
	return {
		code, layer, path: undefined, message,
	};
}
