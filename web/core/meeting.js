// @ts-check
/**
 * Everything that a page wants to know of a meeting, as pure functions of a `Moment`
 * (`client.moment()`): no state of their own, no clock, no words for people.
 */
export {isIdle, mainAction} from './action.js';
export {clockView, overrun, shortened} from './clock.js';
export {hasNoteLine, inputsFor, inputsOpenedHere, mayWrite, openableSets, openSet, setsLeftBehind}
  from './inputs.js';
export {floorOf} from './floors.js';
export {caseDue} from './halves.js';
export {comers, warnings} from './lobby.js';
export {awaySince, caseOf, currentStep, floorNameOf, inputOf, isHere, itemsOf, outside, presenter,
  presenterInForce, roles, round, seated, setOf, voice} from './moment.js';
export {connected, isNotingDue, isProofBegun} from './noting.js';
export {cameBack} from './outside.js';
export {dateAnswers, dateContent, datesOf, localIso, offsetAt, periodOf} from './poll.js';
export {queue} from './queue.js';
export {isSettled, nextStep, previousStep, rail, stepsToCome, stoppedHere} from './rail.js';
export {chaired, haltNote, intentionsCarried, isNext, nextOf, ownIntentions, presented, threadOf, turnOf,
  withThis} from './thread.js';
export {isOpened, unfinished} from './unfinished.js';
export {chairOffer, doorList, givenSeats, isDoorkeeper, mayGiveSeatFrom, mayTakeChairFrom, seats,
  unspoken, waitsForChair} from './seats.js';
export {votes} from './votes.js';
