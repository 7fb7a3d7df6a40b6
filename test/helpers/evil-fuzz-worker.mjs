import process from 'node:process';

// Reads cases as the fuzzer's processes do, but hangs at case 1 and ends at case 2.
process.once('message', ({from, to, step}) => {
	for (let number = from; number < to; number += step) {
		process.send({type: 'begun', number});
		if (number === 1) {
			setInterval(() => undefined, 1000);
			return;
		}

		if (number === 2) {
			process.channel.unref();
			process.send({type: 'begun', number}, () => process.exit(3));
			return;
		}
	}

	process.send({type: 'done'}, () => process.disconnect());
});
