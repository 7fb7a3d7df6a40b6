const high = new Uint32Array(256);
const low = new Uint32Array(256);
for (let byte = 0; byte < 256; byte++) {
	let value = BigInt(byte);
	for (let bit = 0; bit < 8; bit++) {
		value = (value & 1n) === 0n ? value >> 1n : (value >> 1n) ^ 0xD8_00_00_00_00_00_00_00n;
	}

	high[byte] = Number(value >> 32n);
	low[byte] = Number(value & 0xFF_FF_FF_FFn);
}

/** Computes the CRC-64 of ISO 3309 as Go's hash/crc64 has it, from chunks. */
export function createCrc64() {
	let [top, bottom] = [0xFF_FF_FF_FF, 0xFF_FF_FF_FF];
	return {
		add(bytes: Uint8Array) {
			for (const byte of bytes) {
				const at = (bottom ^ byte) & 0xFF;
				bottom = ((bottom >>> 8) | (top << 24)) ^ low[at]!;
				top = (top >>> 8) ^ high[at]!;
			}
		},
		/** Eight bytes, the highest first. */
		sum(): Uint8Array {
			const bytes = new Uint8Array(8);
			const view = new DataView(bytes.buffer);
			view.setUint32(0, ~top >>> 0);
			view.setUint32(4, ~bottom >>> 0);
			return bytes;
		},
	};
}
