import assert from 'node:assert/strict';
import {test} from 'node:test';
import {formatInstruction, pairHistory} from '../../source/image/history.ts';
import type {HistoryRecord} from '../../source/image/image-config.ts';

const lines: ReadonlyArray<readonly [createdBy: string, line: string]> = [
	// BuildKit
	['RUN /bin/sh -c apt-get update # buildkit', 'RUN apt-get update'],
	['COPY a b # buildkit', 'COPY a b'],
	['RUN |2 A=b C=d e /bin/sh -c make all # buildkit', 'RUN A=b C=d e make all'],
	['RUN /bin/bash -o pipefail -c a | b # buildkit', 'RUN /bin/bash -o pipefail -c a | b'],
	['RUN make # a comment # buildkit', 'RUN make # a comment'],
	['ENTRYPOINT ["/x"]', 'ENTRYPOINT ["/x"]'],
	['EXPOSE map[80/tcp:{} 53/udp:{}]', 'EXPOSE 80/tcp 53/udp'],
	['EXPOSE [8080/tcp]', 'EXPOSE 8080/tcp'],
	// The classic builder
	['/bin/sh -c #(nop)  EXPOSE 80', 'EXPOSE 80'],
	['/bin/sh -c #(nop) COPY file:abc in /x ', 'COPY file:abc in /x'],
	['/bin/sh -c #(nop)  CMD ["sh"]', 'CMD ["sh"]'],
	['/bin/sh -c apt-get update', 'RUN apt-get update'],
	['|1 A=b /bin/sh -c make', 'RUN A=b make'],
	['|1 A=b make', 'RUN A=b make'],
	['/bin/bash -o pipefail -c a | b', 'RUN /bin/bash -o pipefail -c a | b'],
	['cmd /S /C #(nop) ENV a=b', 'ENV a=b'],
	['cmd /S /C dir', 'RUN dir'],
	// Others
	['bazel build ...', 'bazel build ...'],
	['', ''],
];

for (const [createdBy, line] of lines) {
	test(`the history record '${createdBy}' is the line '${line}'`, () => {
		assert.equal(formatInstruction(createdBy), line);
	});
}

const record = (createdBy: string, isEmptyLayer = false): HistoryRecord => ({
	createdBy, isEmptyLayer, created: undefined, comment: undefined,
});

test('steps that made a layer go with the layers in order, empty ones with none', () => {
	const {steps, warnings} = pairHistory([record('COPY a /'), record('ENV a=b', true), record('COPY b /')], 2);
	assert.deepEqual(steps.map(({instruction, layer}) => [instruction, layer]), [['COPY a /', 0], ['ENV a=b', undefined], ['COPY b /', 1]]);
	assert.deepEqual(warnings, []);
});

test('a history that tells of more or fewer layers is given to none of them', () => {
	const {steps, warnings} = pairHistory([record('COPY a /')], 2);
	assert.deepEqual(steps.map(step => step.layer), [undefined]);
	assert.deepEqual(warnings.map(({code, message}) => [code, message]), [['history-mismatch', 'The history tells of 1 layers, but there are 2, so no instruction can be given to a layer.']]);
});

test('a missing history is a warning, but none for an image without layers', () => {
	assert.deepEqual(pairHistory([], 1).warnings.map(warning => warning.code), ['history-missing']);
	assert.deepEqual(pairHistory([], 0).warnings, []);
});

test('a step without an instruction shows its comment', () => {
	const {steps} = pairHistory([{
		createdBy: undefined, comment: 'Imported from -', created: undefined, isEmptyLayer: false,
	}], 1);
	assert.equal(steps[0]!.instruction, 'Imported from -');
});
