// @ts-check
// All that making a report, a copy without names or a proof of attendance needs, and what the server says of
// its backups, in one part; asked for by `report/part.js`. Parts of their own would cut what the page shares
// into more files, which everybody waits for.
import '../proof/making.js';
import './copyview.js';
export {downloads, told} from './downloads.js';
export {exampleView} from './example.js';
export {remains} from './remains.js';
export {registerChoice} from '../proof/registerchoice.js';
export {report} from './report.js';
export {reportView} from './view.js';
