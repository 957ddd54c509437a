// @ts-check
// What a meeting needs beyond joining it, in one part: its screens, its voice, its keys.
import './lobby.js';
import '../step/step.js';
import './end.js';

export {Speaker} from '../step/speaker.js';
export {listenToKeys} from '../dialogs/keys.js';
export {inputContent} from '../kinds/index.js';
export * as rules from '../core/meeting.js';
