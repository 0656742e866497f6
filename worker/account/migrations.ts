// The tables of an account, oldest first. Append only: what has shipped is never edited.

export const MIGRATIONS = [
  {
    id: '001-begin',
    sql: `
      create table meta(key text primary key, value) without rowid;
      create table conversation(id text primary key, version integer not null, title text not null, created integer not null, updated integer not null, state text not null) without rowid;
      create index conversation_updated on conversation(updated);
      create table tombstone(id text primary key, at integer not null, wiped integer not null default 0) without rowid;
      create table guess(address text not null, at integer not null);
      create index guess_address on guess(address, at);
    `,
  },
  {
    id: '002-defaults',
    sql: 'create table defaults(only integer primary key check(only = 1), model text, system text not null, temperature real)',
  },
] as const
