// The tables of a home, oldest first. Append only: what has shipped is never edited.

export const MIGRATIONS = [
  {
    id: '001-begin',
    sql: `
      create table meta(key text primary key, value) without rowid;
      create table lease(id text primary key, seq integer not null, held integer not null, expires integer not null) without rowid;
    `,
  },
] as const
