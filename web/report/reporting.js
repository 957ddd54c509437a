// @ts-check
// All that making a report needs, in one part; asked for by `report/part.js`.
export {downloads, told} from './downloads.js';
export {exampleView} from './example.js';
export {report} from './report.js';
export {reportView} from './view.js';
