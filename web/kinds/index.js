// @ts-check
// The kinds of input there are, one file each. A new one is a file, and a line here.
import {addKind} from './registry.js';
import {fields} from './fields.js';
import {link} from './link.js';
import {number} from './number.js';
import {pickKind} from './pick.js';
import {point} from './point.js';
import {text} from './text.js';

addKind('text', text);
addKind('text+fields', fields);
addKind('text+secret', link);
addKind('pick', pickKind);
addKind('number', number);
addKind('point', point);

export {inputContent, kindOf, pictureOf, told, unknownKinds, wordsOf} from './registry.js';
