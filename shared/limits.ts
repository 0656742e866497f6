// Every bound of the product in one place. A number that is not here is not a promise.

/** Characters (UTF-16 units) of one message from a person. */
export const MESSAGE_MAX = 32_000
/** Bytes of one HTTP request body: a message in the widest UTF-8 with room for its envelope. */
export const BODY_MAX_BYTES = 256 * 1024
/** Nesting of a JSON request body. */
export const JSON_DEPTH_MAX = 16
/** Characters of a name that a client makes: conversation, message, command. */
export const ID_MAX = 64
/** What such a name may hold. */
export const ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/
/** Characters of a conversation's title. */
export const TITLE_MAX = 120
/** Characters of a title that is taken from the first message. */
export const TITLE_FROM_MESSAGE = 60
/** Characters of a model's name, as asked and as answered. */
export const MODEL_NAME_MAX = 200

/** Characters of what a model is told before everything else. */
export const SYSTEM_MAX = 8_000
/** The highest temperature that the OpenAI dialect knows; the lowest is 0. */
export const TEMPERATURE_MAX = 2

/** Characters of one answer, reasoning included. Escaped as JSON it stays under the 2 MB that one stored value may have. */
export const ANSWER_MAX = 300_000
/**
 * Parts of one answer: it changes from reasoning to text and back so often at most. Each costs some 50 characters of JSON besides its text, and all of
 * them are stored as one value.
 */
export const ANSWER_PARTS_MAX = 1_000
/** Messages in a view, and in a page of older ones. */
export const VIEW_MESSAGES = 50
/** Conversations in one page of the list. */
export const LIST_MAX = 200
/** Messages one conversation may hold. */
export const CONVERSATION_MESSAGES_MAX = 100_000

/**
 * A turn's alarm beats this often. It keeps the object alive (without an access it dies after 70 s) and finds what a killed process left:
 * the last beat before the kill may be this far ahead of the restart, and an orphan is closed within 15 s of that.
 */
export const BEAT_MS = 10_000
/** How long after a turn's end its deltas stay in the log, so that a reader can still resume by them. */
export const LOG_KEEP_MS = 10 * 60_000
/** Deltas held back are written when they reach this many characters, whatever the interval says. */
export const FLUSH_CHARS = 4_096
/** The longest the flush interval may grow to when commits are slow. */
export const FLUSH_MS_MAX = 250
/** A commit that takes longer than this doubles the flush interval. */
export const SLOW_COMMIT_MS = 10

/** After this many quick commits in a row the flush interval is halved again. */
export const QUICK_WRITES = 4

/** A comment goes to every reader this often: a gone reader is noticed only by a write. */
export const PING_MS = 10_000
/** `/events` closes this long after the last turn ended. */
export const EVENTS_LINGER_MS = 30_000
/** The most one write to a reader carries. */
export const READER_PIECE_BYTES = 64 * 1024
/** A reader whose write is pending for longer is dropped; it resumes by the log. */
export const READER_STALL_MS = 5_000
/** Readers of one conversation at a time. */
export const READERS_MAX = 1_000
/** Recent frames kept in memory for readers that are up to date, in bytes. */
export const FRAME_CACHE_BYTES = 1024 * 1024

/** A JSON answer has its real status when the turn ends within this time. */
export const JSON_STATUS_MS = 20_000
/** After that a space goes out this often, until the answer is there. */
export const JSON_KEEPALIVE_MS = 10_000
/** No call between actors stays open longer. */
export const RPC_WAIT_MAX_MS = 10_000

/** A probe of home gives up after this, or after LLM_TIMEOUT where that is shorter. */
export const PROBE_TIMEOUT_MS = 5_000
/** Probes while things change or are bad, and somebody watches. */
export const PROBE_FAST_MS = 5_000
/** Probes while all is well. */
export const PROBE_SLOW_MS = 15_000
/** Someone watches for this long after each look. */
export const WATCH_MS = 30_000
/** What is known of home is called stale after this. */
export const PROBE_STALE_MS = 15_000
/** What was found at home is said as it was for this long after the last look; then home is unknown until the next. */
export const HOME_KNOWN_MS = 45_000
/** A new conversation, and a turn where nothing is known of home or nobody was there, wait at most this long for a look at it. */
export const FIRST_PROBE_WAIT_MS = 2_000
/** The most bytes read of a list or of an error body. */
export const LIST_MAX_BYTES = 2 * 1024 * 1024
export const ERROR_BODY_MAX_BYTES = 64 * 1024
/** A server that says no and then nothing more is waited for this long: its status is known, and a turn may be asked again several times. */
export const ERROR_BODY_MS = 2_000
/** Models taken from home's list. */
export const MODELS_MAX = 500

/** A place at home's GPU is held this long without a sign of life. */
export const LEASE_MS = 15_000
/** One wait in line, per call. */
export const LINE_WAIT_MS = 5_000
/** Looks and turns in a row that found nobody, after which messages are refused at once instead of being sent home. */
export const CIRCUIT_FAILURES = 3
/** A load whose answer was lost on the way may still go on: the list is watched for this long before it is given up. */
export const LOAD_WATCH_MS = 180_000
/** A server that says it is loading is asked again after this, for as long as a turn may be silent. */
export const LOADING_PAUSE_MS = 2_000
/** Between two words about how fast an answer is being written. */
export const PACE_MS = 1_000
/** What is seen of home is kept by the minute, for a day. */
export const SAMPLE_MS = 60_000
export const HISTORY_MINUTES_MAX = 1_440
/** An answer that was written in less time tells nothing of home's speed. */
export const SPEED_MIN_MS = 500
/** Home gone for this long, with the stream silent, ends a turn. */
export const GONE_MS = 30_000
/** First pause before asking home again; it doubles, with jitter. */
export const RETRY_FIRST_MS = 1_000
/** The longest that home's own `Retry-After` is honoured within a turn. */
export const RETRY_AFTER_MAX_MS = 30_000
/** How often a prompt that the tunnel's edge cut before the first byte is asked again. */
export const EDGE_CUT_RETRIES = 5
/** Characters of one line, and of one frame, of an event stream from home; a longer one ends the turn with a problem. */
export const FRAME_MAX_CHARS = 4 * 1024 * 1024
/** Characters of an answer that is no stream: it is read as a whole, in memory. */
export const ANSWER_BODY_MAX_CHARS = 8 * 1024 * 1024
/** Bytes of an answer that are made text at once: a part of a text keeps all of it in memory. */
export const DECODE_BYTES = 64 * 1024
/** The part of the context that is left for the answer. */
export const CONTEXT_ANSWER_SHARE = 0.25
/** UTF-8 bytes for one token where nothing was measured: careful for English (about 4.5) and for CJK (about 3). */
export const BYTES_PER_TOKEN = 3
/** Tokens that a prompt template adds to each message. */
export const TOKENS_PER_MESSAGE = 8
/** How often a prompt that home calls too long is cut in half and asked again. */
export const OVERFLOW_RETRIES = 4

/** What a continuation repeats of the end before it is cut from this many characters on; a shorter repetition may be meant. */
export const SEAM_OVERLAP_MIN = 12
/** The longest repetition that is looked for, in characters: as much of a continuation is held back at most. */
export const SEAM_OVERLAP_MAX = 512
/** A continuation whose first characters, as many, are those of the answer did not go on: it began anew. */
export const SEAM_ANEW_CHARS = 24

/** Wrong passwords from one address before it must wait. */
export const GUESSES_MAX = 10
/** The window in which they are counted. */
export const GUESS_WINDOW_MS = 5 * 60_000
/** Addresses remembered for that. */
export const GUESS_ADDRESSES_MAX = 10_000
/** How long a sign-in lasts. */
export const SESSION_MS = 30 * 24 * 3600_000
export const PASSWORD_MAX = 1_024

/** A deleted conversation answers 410 for this long. */
export const TOMBSTONE_MS = 30 * 24 * 3600_000
/** First pause of a push to another actor that was not acknowledged; it doubles up to the second. */
export const OUTBOX_RETRY_MS = 2_000
export const OUTBOX_RETRY_MAX_MS = 5 * 60_000

/** What the smaller host allows, enforced on both. */
export const SQL_PARAMETERS_MAX = 100
export const SQL_VALUE_MAX_BYTES = 2_000_000
/** Idle actors the Node host keeps open (three file handles each). */
export const NODE_ACTORS_OPEN = 200
/** What a stopping Node host gives its running turns to end. */
export const NODE_STOP_MS = 5_000
/** Characters of LLM_BASE_URL. */
export const BASE_URL_MAX = 2_048
/** Characters of a key, a token or one header's value. */
export const CREDENTIAL_MAX = 4_096
/** Headers in LLM_HEADERS. */
export const HEADERS_MAX = 32
/** Characters of OWNER_PASSWORD, at least. */
export const PASSWORD_MIN = 6
/** Characters of SESSION_SECRET, at least: it must not be guessed offline. */
export const SESSION_SECRET_MIN = 16
/** Characters of DATA_DIR. */
export const DATA_DIR_MAX = 1_024
/** The longest token that is looked at. */
export const COOKIE_TOKEN_MAX = 200
/** Tokens of one request that are looked at. */
export const COOKIE_TOKENS_MAX = 4
/** Characters of a field's name that are repeated to the one who sent it. */
export const FIELD_NAME_MAX = 64
/** How long `/health` waits for a look at home, where nothing is known of it: one that answers at once is then known at once. */
export const HEALTH_LOOK_MS = 50
/** What an actor is given to answer, in milliseconds: the whole takes under 100. */
export const HEALTH_WAIT_MS = 80
/** How often a command that may be repeated is sent. */
export const PEER_TRIES = 4
/** The pause before the second one, in milliseconds; it doubles. */
export const PEER_PAUSE_MS = 200
/** Names of models that one answer may go by, one after the other; what comes after is dropped. */
export const ANSWER_MODELS_MAX = 16
/** Tool calls of one answer; what comes after is dropped. */
export const TOOL_CALLS_MAX = 128
/** Characters of a tool's name, and of a call's id; a longer one counts as none. */
export const TOOL_NAME_MAX = 128
export const TOOL_ID_MAX = 256
/** How long the end of a body is waited for after its last word, in milliseconds. */
export const DRAIN_MS = 250
/** Characters of a problem's `detail`. */
export const PROBLEM_DETAIL_MAX = 200
/** Characters of an outside text that are looked at. Bounds the work of every pattern. */
export const OUTSIDE_TEXT_MAX = 4_096
/** Errors inside of errors that are unwrapped. */
export const ERROR_UNWRAP_MAX = 4
/** Errors that are looked at: the one that was thrown, its causes, and what they gather. */
export const ERROR_CAUSES_MAX = 12
/** Characters kept of lines that are no event stream, to say what came instead. */
export const STRANGE_TEXT_MAX = 1_024
/** Characters of one text in a line of the log. */
export const LOG_FIELD_MAX = 500
/** An alarm that failed is tried again after this; it doubles up to the second. */
export const ALARM_RETRY_MS = 2_000
export const ALARM_RETRY_MAX_MS = 60_000
/** Alarms that run at a time: after a long stop many are due at once. */
export const ALARMS_AT_ONCE = 32
/** The clock is looked at this often at least: a machine that slept does not count the time as waited. */
export const ALARM_LOOK_MS = 60_000
/** How long a connection may take to be made. */
export const NODE_CONNECT_MS = 10_000
/** An idle connection is kept this long. LM Studio closes its end after 5 s, and a request must not meet that. */
export const NODE_KEEP_IDLE_MS = 3_000
/** Prepared statements kept for one database. */
export const SQL_STATEMENTS_KEPT = 128
/** How often readers are looked at for pings, stalls and the end of their time. */
export const READERS_LOOK_MS = 1_000
/** Rows asked of the database first when a reader is further back than what memory holds; it doubles until a piece is full. */
export const LOG_ROWS_AT_ONCE = 8

/** Characters of an answer that are read as Markdown at once. A list or a table that is longer goes on as another one; code is as long as it likes. */
export const MARKDOWN_WINDOW_CHARS = 16_384
/** Lines of it that are read at once. */
export const MARKDOWN_WINDOW_LINES = 2_000
/** Characters of one line that holds a picture: beyond the window, it is read whole. */
export const MARKDOWN_PICTURE_LINE_MAX = 300_000
/** Parts that are drawn. What comes after them is text. */
export const MARKDOWN_PARTS_MAX = 30_000
/** A text up to this length is read once more where addresses were named after their use. */
export const MARKDOWN_RELINK_MAX = 100_000
/** Lists and quotes within each other; deeper ones are text. */
export const MARKDOWN_BLOCK_DEPTH_MAX = 12
/** Lines of a heading that is underlined. */
export const MARKDOWN_HEADING_LINES = 8
/** How often a quote's lines go on without their mark: each time is read from its start. */
export const MARKDOWN_LAZY_LINES = 16
/** Characters of a line that opens a fence. */
export const MARKDOWN_FENCE_LINE_MAX = 1_000
/** Characters at the end that may wait for what comes. */
export const MARKDOWN_HELD_MAX = 2_000
/** Characters of an address that can be opened. */
export const MARKDOWN_URL_MAX = 2_048
/** Marks within marks; deeper ones are text. */
export const MARKDOWN_LINE_DEPTH_MAX = 16
/** Marks of one line. With more it is text: the time to read them goes with their square. */
export const MARKDOWN_MARKS_MAX = 600
/** Characters of one line that are read. A longer one is text, but for the picture in it. */
export const MARKDOWN_LINE_MAX = 20_000
/** Chats whose last look is kept. */
export const SEEN_KEPT = 500
/** Short notices at a time; the oldest goes first. */
export const TOASTS_MAX = 3
/** Older pages that one wish for older messages reads, where those before are of other branches. */
export const EARLIER_PAGES_MAX = 20
/** Drafts that are kept; the one that was touched longest ago goes first. */
export const DRAFTS_KEPT = 50
/** Pages of one chat that are read at most: more than one chat may have. */
export const EXPORT_PAGES_MAX = 4_000
/** Pages of older chats that one search reads at most: more than anybody has. */
export const FIND_PAGES_MAX = 200
/** Characters of one answer that are read out; who listens to more reads the page. */
export const SPOKEN_MAX = 1_000
/** Characters of a file's name, without its ending: some systems take no more than 255 bytes. */
export const FILE_NAME_MAX = 60

/** What the doctor gives one short answer of the model, in milliseconds: a prompt of one line on a model that is loaded. */
export const DOCTOR_ANSWER_MS = 20_000
/** How long it waits for a place at home's GPU. Longer, and the line itself is the finding. */
export const DOCTOR_LINE_MS = 15_000
/** It renews its place this often, well within LEASE_MS. */
export const DOCTOR_RENEW_MS = 5_000
/** Tokens of the answer whose pieces it times. */
export const DOCTOR_STREAM_TOKENS = 32
/** With fewer pieces than this nothing can be said of their times. */
export const DOCTOR_PIECES_MIN = 4
/** It listens to no more pieces than this, should a server not keep to the tokens. */
export const DOCTOR_PIECES_MAX = 256
/**
 * Held back: the pieces of an answer all come within this, as some tunnels give them (cloudflared issue 1449: nothing until the end, then all at
 * once). Written one by one, 32 tokens within it would be 1,000 a second.
 */
export const DOCTOR_BUFFERED_MS = 30
/** Where the first piece is there within this, nothing was held back that anybody would miss. */
export const DOCTOR_BUFFERED_AFTER_MS = 100
/** A run that ended so short a time ago is the answer to who asks for another. */
export const DOCTOR_AGAIN_MS = 2_000
/** Who follows a run hears of the next finding within this; under RPC_WAIT_MAX_MS. */
export const DOCTOR_WAIT_MS = 5_000
/** Characters of a model's name in a sentence. */
export const DOCTOR_NAME_MAX = 80
