import type {ContentMessage} from './messages.ts';
import type {State} from './state.ts';
import {confirmOverwrite} from './update-prompt.ts';
import {updateViewer} from './update-viewer.ts';

/** Takes what reading a file or writing one tells. */
export function updateContent(state: State, message: ContentMessage): State {
	switch (message.type) {
		case 'extracted': {
			return {...state, notice: {text: `wrote ${message.file}`, isProblem: false}};
		}

		case 'extract-exists': {
			return confirmOverwrite(state, message);
		}

		case 'extract-failed': {
			return {...state, notice: {text: message.error.message, isProblem: true}};
		}

		case 'content':
		case 'content-progress':
		case 'content-failed': {
			return updateViewer(state, message);
		}
	}
}
