// The tables of a home, oldest first. Append only: what has shipped is never edited.

export const MIGRATIONS = [
  {
    id: '001-begin',
    sql: `
      create table meta(key text primary key, value) without rowid;
      create table lease(id text primary key, seq integer not null, held integer not null, expires integer not null) without rowid;
    `,
  },
  {
    // `held`: 0 in line, 1 it has a place, 2 it is over. `first`: since when it may call home though its model is not in memory.
    id: '002-classes-and-samples',
    sql: `
      alter table lease add column conversation text not null default '';
      alter table lease add column background integer not null default 0;
      alter table lease add column model text;
      alter table lease add column first integer;
      alter table lease add column refused text;
      create table sample(
        minute integer primary key,
        up integer not null default 0,
        down integer not null default 0,
        trips integer not null default 0,
        trip_sum real not null default 0,
        speeds integer not null default 0,
        speed_sum real not null default 0,
        waiting integer not null default 0
      );
    `,
  },
] as const
