// @ts-check
import {Part} from '../kit/part.js';

/** What makes proofs of attendance, fetched when somebody asks for one. */
export const proving = new Part(() => import('./making.js'));

/** What registers ask of a meeting, fetched when a group says that it wants proofs. */
export const warning = new Part(() => import('./registerchoice.js'));
