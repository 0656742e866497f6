// The tables of a conversation, oldest first. Append only: what has shipped is never edited.

export const MIGRATIONS = [
  {
    id: '001-begin',
    sql: `
      create table meta(key text primary key, value) without rowid;
      create table message(seq integer primary key, id text not null unique, role text not null, body text not null);
      create table turn(
        id text primary key, message text not null, home text not null, mode text not null, model text, request_id text not null, at integer not null,
        first_seq integer not null, last_seq integer, ended integer, words integer not null default 0, prompt_bytes integer
      ) without rowid;
      create index turn_of_message on turn(message, at);
      create index turn_running on turn(id) where ended is null;
      create table command(id text primary key, asked text not null, message text not null, turn text not null) without rowid;
      create table event(seq integer primary key, turn text, data text not null);
      create index event_of_turn on event(turn, seq);
      create table outbox(version integer primary key autoincrement, summary text not null);
    `,
  },
  // No question is asked by them, and each event paid for one.
  { id: '002-fewer-indexes', sql: 'drop index turn_of_message; drop index event_of_turn;' },
] as const
