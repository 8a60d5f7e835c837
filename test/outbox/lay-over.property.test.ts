import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Edit,
  type QueuedEdit,
  baseOf,
  byteSize,
  changedFields,
  clean,
  joined,
  layOver,
} from '../../electron/outbox/lay-over.ts';

const fields = fc.dictionary(fc.constantFrom('name', 'tags', 'width', 'status'), fc.jsonValue(), {
  maxKeys: 3,
});
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 5, arbitrary: fields.map((given) => ({ deleted: false, fields: given })) },
  { weight: 1, arbitrary: fc.constant({ deleted: true, fields: {} }) },
);
const heard = fc.option(edit.map((given) => ({ ...given, seq: 7 })));

describe('operations laid over a row', () => {
  it('come out as if the cloud had taken them one by one', () => {
    fc.assert(
      fc.property(heard, fc.array(edit), fc.nat(), (row, edits, at) => {
        const cut = at % (edits.length + 1);
        const half = layOver(row, edits.slice(0, cut));
        const taken = half === null ? null : { deleted: false, fields: half };
        expect(layOver(taken, edits.slice(cut))).toEqual(layOver(row, edits));
      }),
    );
  });

  it('that are joined say the same as both', () => {
    fc.assert(
      fc.property(heard, fc.array(edit), fc.tuple(edit, edit), (row, edits, [last, next]) => {
        const both = joined({ ...last, state: 'new', seq: null, was: null }, next);
        expect(both === null).toBe(last.deleted || next.deleted);
        if (both === null) return;
        expect(layOver(row, [...edits, both])).toEqual(layOver(row, [...edits, last, next]));
      }),
    );
  });

  it('that were sent are never joined', () => {
    fc.assert(
      fc.property(
        edit,
        edit,
        fc.constantFrom('sent' as const, 'taken' as const),
        (last, next, state) => {
          expect(
            joined({ ...last, state, seq: state === 'taken' ? 1 : null, was: null }, next),
          ).toBeNull();
          expect(joined({ ...last, state: 'new', seq: null, was: 1 }, next)).toBeNull();
        },
      ),
    );
    expect(joined(undefined, { deleted: false, fields: {} })).toBeNull();
  });

  it('are not joined beyond what the cloud takes at once', () => {
    const half = { deleted: false, fields: { name: 'x'.repeat(40_000) } };
    const other = { deleted: false, fields: { tags: ['y'.repeat(40_000)] } };
    expect(joined({ ...half, state: 'new', seq: null, was: null }, other)).toBeNull();
  });

  it('that say what has changed bring about what was wanted', () => {
    fc.assert(
      fc.property(heard, fields, (row, wanted) => {
        const shown = layOver(row, []);
        const change = { deleted: false, fields: changedFields(shown, wanted) };
        expect(layOver(row, [change])).toEqual({ ...shown, ...wanted });
        // Told once, there is nothing more to tell.
        expect(changedFields(layOver(row, [change]), wanted)).toEqual({});
      }),
    );
  });
});

describe('what an operation was based on', () => {
  const queued = (state: QueuedEdit['state'], seq: number | null): QueuedEdit => ({
    deleted: false,
    fields: {},
    state,
    seq,
    was: null,
  });

  const heardAt7 = { seq: 7, deleted: false, fields: {} };

  it.each([
    { what: 'nothing, where it makes the row', row: null, edits: [], base: null },
    {
      what: 'a row made here, its number not heard',
      row: null,
      edits: [queued('sent', null)],
      base: 0,
    },
    { what: 'a row made here, by its answer', row: null, edits: [queued('taken', 9)], base: 9 },
    { what: 'what was heard', row: heardAt7, edits: [queued('new', null)], base: 7 },
    { what: 'an own change taken later', row: heardAt7, edits: [queued('taken', 9)], base: 9 },
  ])('is $what', ({ row, edits, base }) => {
    expect(baseOf(row, edits)).toBe(base);
  });
});

describe('what leaves for the cloud', () => {
  it('is JSON without anything that its database refuses', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ stringUnit: 'binary' })), (given) => {
        const text = JSON.stringify(clean(given));
        expect(text).not.toMatch(/\\u0000|\\ud[89ab]|\\ud[c-f]/i);
        expect(clean(clean(given))).toEqual(clean(given));
      }),
    );
    expect(clean({ cost: -0 })).toEqual({ cost: 0 });
    expect(clean({ name: 'a\0\ud800 🛥' })).toEqual({ name: 'a\ufffd\ufffd 🛥' });
  });

  it('is never larger than measured', () => {
    fc.assert(
      fc.property(fields, (given) => {
        // As Postgres writes it: with a blank after each comma and colon.
        const written = JSON.stringify(given, null, 1).replaceAll(/\n\s*/g, ' ');
        expect(byteSize(given)).toBeGreaterThanOrEqual(Buffer.byteLength(JSON.stringify(given)));
        expect(byteSize(given) + 2).toBeGreaterThanOrEqual(
          Buffer.byteLength(written.replaceAll(/([[{]) | ([\]}])/g, '$1$2')) - 2,
        );
      }),
    );
  });
});
