/* Preloaded into a program, lets its clock be off by the years of SHIFT_CLOCK_YEARS. */
import process from 'node:process';

const shift = Number(process.env.SHIFT_CLOCK_YEARS) * 365.25 * 86_400_000;
const RealDate = Date;

globalThis.Date = class extends RealDate {
	constructor(...given) {
		super(...(given.length === 0 ? [RealDate.now() + shift] : given));
	}

	static now() {
		return RealDate.now() + shift;
	}
};
