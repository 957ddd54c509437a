// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as meeting from '../../web/core/meeting.js';
import { Play, five, id, planOf } from './support/meeting.js';

const M = (/** @type {number} */ n) => id('member', n);

describe('the main button', () => {
  /** The buttons of chair, presenter and somebody else. @param {Play} play @param {any} [field] */
  const buttons = (play, field) => [1, 3, 4].map((n) => meeting.mainAction(play.for(n), field));
  const card = id('item', 11);

  test('in the lobby: begin, prepare, and the chair for who wants it', () => {
    assert.deepEqual(buttons(five()), ['begin', 'prepare', 'wait']);
    assert.equal(meeting.isIdle(five().for(1)), false);
  });

  test('in floor presenter: go on, ready, halt; what is typed is shown', () => {
    assert.deepEqual(buttons(five('1.stelling')), ['next-step', 'ready', 'halt']);
    assert.deepEqual(buttons(five('1.stelling'), { writing: true }),
      ['next-step', 'lay-down', 'halt']);
    assert.equal(meeting.mainAction(five('1.stelling', { speaker: M(4) }).for(4)), 'next-turn');
  });

  test('in floor hands: the next question, or a hand; without any the chair goes on', () => {
    const play = five('1.beeld');
    assert.deepEqual(buttons(play), ['next-step', 'next-question', 'raise-hand']);
    assert.equal(meeting.isIdle(play.for(3)), true);
    play.presence.hands = [{ member: M(4) }];
    assert.deepEqual(buttons(play), ['next-question', 'next-question', 'lower-hand']);
    assert.equal(meeting.isIdle(play.for(3)), false);
    play.presence.hands = [];
    play.turn({ speaker: M(4) });
    assert.deepEqual(buttons(play), ['next-question', 'next-question', 'next-question']);
    assert.equal(meeting.mainAction(play.for(5), { writing: true }), 'raise-hand');
    assert.equal(meeting.mainAction(play.for(4), { writing: true }), 'lay-down');
  });

  test('in floor turns: next, a note; who speaks is done; after the last the chair goes on',
    () => {
      const play = five('voor.inchecken', { speaker: M(2), waiting: [M(4), M(1)] });
      assert.deepEqual(buttons(play), ['next-turn', 'note', 'note']);
      assert.equal(meeting.mainAction(play.for(2)), 'next-turn');
      play.turn({ speaker: null, waiting: [M(4)] });
      assert.equal(meeting.mainAction(play.for(1)), 'next-turn');
      play.is(4, { away_ms: 1 });
      assert.equal(meeting.mainAction(play.for(1)), 'next-step');
    });

  test('in turns over cards: open first, then the next card, touched, read aloud', () => {
    const play = five('1.schrijf').enter('1.lees');
    assert.equal(meeting.mainAction(play.for(1)), 'open-set');
    play.open(1, [[11, {}], [12, {}]]).turn({ card, waiting: [id('item', 12)] });
    assert.deepEqual(buttons(play), ['next-card', 'touched', 'read-aloud']);
    play.turn({ card, speaker: M(4), waiting: [] });
    assert.deepEqual(buttons(play), ['next-card', 'touched', 'next-card']);
    play.turn({ card: null, speaker: null });
    assert.equal(meeting.mainAction(play.for(1)), 'next-step');
  });

  test('over cards with names: nobody offers to read, and the writer passes on', () => {
    const play = five('1.schrijf').enter('1.lees').open(1, [[11, {}, 4], [12, {}, 5]])
      .turn({ card, speaker: M(4), waiting: [id('item', 12)] });
    assert.deepEqual(buttons(play), ['next-card', 'touched', 'next-card']);
    assert.equal(meeting.mainAction(play.for(5)), 'note');
    play.turn({ card, speaker: M(3) });
    assert.equal(meeting.mainAction(play.for(3)), 'next-card');
  });

  test('what a presenter wrote before is opened while the presenter speaks', () => {
    const play = five('1.noteren', {}, planOf('incident')).enter('1.afloop', { speaker: M(3) });
    assert.equal(meeting.mainAction(play.for(1)), 'open-set');
  });

  test('without cards the group speaks in turn, and then the chair may open them after all', () => {
    const play = five('1.schrijf').enter('1.lees', { speaker: M(4), waiting: [M(5)] });
    assert.deepEqual(buttons(play), ['next-turn', 'note', 'next-turn']);
    assert.equal(meeting.mainAction(play.for(5)), 'note');
    play.turn({ speaker: null, waiting: [] });
    assert.equal(meeting.mainAction(play.for(1)), 'open-set');
  });

  test('in floor nobody: show the cards of the next step, ready, lay down; a note without a field', () => {
    const play = five('1.schrijf');
    assert.deepEqual(buttons(play), ['show-cards', 'note', 'ready']);
    assert.deepEqual(buttons(play, { writing: true }), ['lay-down', 'note', 'lay-down']);
    play.own[1] = [{}, {}, {}];
    assert.equal(meeting.mainAction(play.for(4), { writing: true }), 'ready');
    assert.equal(meeting.mainAction(play.is(4, { ready: true }).for(4)), 'unready');
  });

  test('in floor free: go on, or write along', () => {
    const play = five('1.discussie', {}, planOf('incident'));
    assert.deepEqual(buttons(play), ['next-step', 'take-pen', 'take-pen']);
    play.say('pen.changed', { pen: M(4) });
    assert.deepEqual(buttons(play), ['next-step', 'take-pen', 'write-along']);
  });

  test('in a choosing step: settle one proposal, open the votes on several, go on when settled',
    () => {
      const play = new Play(planOf('bovv6'), 5).chair(1).enter('1.keuze');
      assert.equal(meeting.mainAction(play.for(1)), 'settle');
      play.write(1, 2, 'zaak', {});
      assert.equal(meeting.mainAction(play.for(1)), 'settle');
      play.write(2, 3, 'zaak', {});
      assert.equal(meeting.mainAction(play.for(1)), 'open-set');
      play.open(1, []);
      assert.equal(meeting.mainAction(play.for(1)), 'settle');
      play.say('vote.settled', { case: 1, item: null, presenter: M(3) });
      assert.equal(meeting.mainAction(play.for(1)), 'next-step');
    });

  test('a presenter who is turned or away has a note pad', () => {
    const play = five('1.analyse', {}, planOf('incident'));
    assert.equal(meeting.mainAction(play.for(3)), 'note');
    assert.equal(meeting.mainAction(play.say('presenter.called').for(3)), 'take-pen');
  });

  test('a presenter who listens in silence writes for themself, not in front of all', () => {
    const play = five('1.reflecteren', {}, planOf('solution', 1, 45));
    assert.deepEqual(buttons(play), ['next-step', 'note', 'take-pen']);
  });

  test('a halt is taken up again by the chair or by who asked for it', () => {
    const play = five('1.beeld').say('halt.raised', { by: M(4) });
    assert.deepEqual(buttons(play), ['clear-halt', 'wait', 'clear-halt']);
    assert.equal(meeting.isIdle(play.for(3)), true);
  });

  test('after the last step the chair closes; then everybody makes a report', () => {
    const play = five('na.slot');
    assert.equal(meeting.mainAction(play.for(1)), 'close');
    play.say('session.closed', { purge_ms: 1 });
    assert.deepEqual(buttons(play), ['report', 'report', 'report']);
  });

  test('who has left may come back', () => {
    assert.equal(meeting.mainAction(five('1.beeld').say('member.left', { member: M(4) }).for(4)),
      'come-back');
  });
});
