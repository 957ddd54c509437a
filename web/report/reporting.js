// @ts-check
// All that making a report or a proof of attendance needs, in one part; asked for by `report/part.js`.
// A part of their own for proofs would cut what the page shares into more files, which everybody waits for.
import '../proof/making.js';
export {downloads, told} from './downloads.js';
export {exampleView} from './example.js';
export {registerChoice} from '../proof/registerchoice.js';
export {report} from './report.js';
export {reportView} from './view.js';
