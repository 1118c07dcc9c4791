package org.hpcdaemon.protocol;

/** The bounds of protocol {@code hpc.v1}. Each says why it is as large as it is; sizes are in bytes. */
public final class Limits {
    /** The WebSocket subprotocol name. */
    public static final String SUBPROTOCOL = "hpc.v1";

    /** A text message. Large enough for a script of thousands of lines, small enough to hold per request. */
    public static final int TEXT_BYTES = 1 << 20;

    /** A binary message. Past 32 KiB throughput no longer rises; a smaller frame lets other routes in between. */
    public static final int BINARY_BYTES = 64 << 10;

    /** Bytes of a stream that may be unacknowledged. Covers 100 ms round trips at 10 MB/s per stream. */
    public static final int STREAM_WINDOW = 1 << 20;

    /** Unacknowledged bytes of all streams of one route; with {@link #ROUTE_TEXT_BYTES} it fits the mailbox. */
    public static final int ROUTE_WINDOW = 2 << 20;

    /** Answers a daemon may have on their way to one route: two of the largest. */
    public static final int ROUTE_TEXT_BYTES = 2 * TEXT_BYTES;

    /** What the platform holds for an agent that does not read: one route window and the answers beside it. */
    public static final int MAILBOX_BYTES = ROUTE_WINDOW + ROUTE_TEXT_BYTES + (64 << 10);

    /** Open streams on one route: a person's terminals and commands, not a load generator's. */
    public static final int STREAMS_PER_ROUTE = 64;

    /** Requests of one route that are not answered yet; more get {@code busy}. */
    public static final int REQUESTS_IN_FLIGHT = 64;

    /** Routes of one daemon: agents connected to it at the same time. */
    public static final int ROUTES_PER_DAEMON = 256;

    /** Commands that run at the same time on one daemon. Each costs four threads and, streamed, up to 1 MiB of its heap. */
    public static final int COMMANDS = 64;

    /** An agent's share of {@link #COMMANDS}: half, so that one agent alone never fills a daemon. */
    public static final int COMMANDS_PER_AGENT = COMMANDS / 2;

    /** Of {@link #COMMANDS}, kept for agents that run none: two agents with full shares leave room for others. */
    public static final int COMMANDS_RESERVED = COMMANDS / 4;

    /** Output of an agent's ended commands that it has not acknowledged: what eight of them can hold at most. */
    public static final int UNREAD_PER_AGENT = 8 << 20;

    /** The same of all agents of a daemon: a fifth of its heap. */
    public static final int UNREAD = 32 << 20;

    /** Shells of one daemon. Each may hold {@link #SHELL_RING} of output and costs a thread and a PTY. */
    public static final int SHELLS = 32;

    /** An agent's share of {@link #SHELLS}: half, as of the commands. */
    public static final int SHELLS_PER_AGENT = SHELLS / 2;

    /** Of {@link #SHELLS}, kept for agents that have none open. */
    public static final int SHELLS_RESERVED = SHELLS / 4;

    /** Output a shell keeps for replay: several full screens of a build's log, and 4 windows. */
    public static final int SHELL_RING = 4 << 20;

    /** Captured bytes of one output in an answer: escaped six-fold as JSON, two of them stay under a text message. */
    public static final int CAPTURE_BYTES = 64 << 10;

    /** Kept of the beginning of a command's output: how a build or a solver began, and what it warned of at first. */
    public static final int RUN_HEAD_BYTES = 256 << 10;

    /** Kept of its end: with the beginning, 1 MiB of each output, which a home's quota holds for hundreds of commands. */
    public static final int RUN_TAIL_BYTES = 768 << 10;

    /** An event's body: two log tails of {@link #LOG_TAIL_BYTES} escaped six-fold, context, and the job's record. */
    public static final int EVENT_BYTES = 256 << 10;

    /** The end of each log that a wake-up carries: the traceback that says why, not the log. */
    public static final int LOG_TAIL_BYTES = 4 << 10;

    /** The opaque context of a job: a pointer to the agent's own memory, not the memory. */
    public static final int CONTEXT_BYTES = 16 << 10;

    /** One chunk of a job's log in an answer; base64 makes it 4/3. */
    public static final int LOG_CHUNK_BYTES = 512 << 10;

    /** Waiting for a log to grow: asked seldom enough, and each wait takes one of {@link #REQUESTS_IN_FLIGHT}. */
    public static final int LOG_WAIT_MS = 30_000;

    /** File calls that a daemon has under way. Each may wait in the kernel, on a thread of its own, for a file system that hangs. */
    public static final int FILE_CALLS = 64;

    /** An agent's share of {@link #FILE_CALLS}: half, as of the commands. */
    public static final int FILE_CALLS_PER_AGENT = FILE_CALLS / 2;

    /** Of {@link #FILE_CALLS}, kept for agents that have none under way. */
    public static final int FILE_CALLS_RESERVED = FILE_CALLS / 4;

    /** Levels of directories in one list; with names of usual length it is the depth of the longest path. */
    public static final int FILE_DEPTH = 64;

    /** Bytes of a file in a request or an answer; base64 makes it 4/3, which leaves room in a text message. */
    public static final int FILE_DATA_BYTES = 512 << 10;

    /** Text of a file in a request or an answer: escaped six-fold as JSON, it stays under a text message. */
    public static final int FILE_TEXT_BYTES = 128 << 10;

    /** A file whose SHA-256 is told beside a piece of it, and that can be edited: what people write, not data sets. */
    public static final int FILE_EDIT_BYTES = 8 << 20;

    /** Searches of files that a daemon has under way. Each keeps a processor of a login node and its file system busy. */
    public static final int FILE_SEARCHES = 8;

    /** An agent's share of {@link #FILE_SEARCHES}: half, as of the commands. */
    public static final int FILE_SEARCHES_PER_AGENT = FILE_SEARCHES / 2;

    /** Of {@link #FILE_SEARCHES}, kept for agents that have none under way. */
    public static final int FILE_SEARCHES_RESERVED = FILE_SEARCHES / 4;

    /** How long one search may go on: less than the 30 s that agents' programs and proxies wait for an answer. */
    public static final int FILE_SEARCH_MS = 20_000;

    /** Patterns of one search: what a person writes, each tried on each name. */
    public static final int FILE_GLOBS = 32;

    /** A text or regular expression that is searched for: a line, not a file. */
    public static final int FILE_PATTERN_BYTES = 4 << 10;

    /** Lines before and after one that was found. */
    public static final int FILE_CONTEXT_LINES = 10;

    /** Forwarded connections of a daemon. Each holds at most {@link #FORWARD_BUFFER} from the machine and a window towards it. */
    public static final int FORWARDS = 96;

    /** An agent's share of {@link #FORWARDS}: what a browser or two open at once, and the streams of one route. */
    public static final int FORWARDS_PER_AGENT = STREAMS_PER_ROUTE;

    /** Of {@link #FORWARDS}, kept for agents that have none. */
    public static final int FORWARDS_RESERVED = FORWARDS / 4;

    /** What a forwarded connection holds of bytes that the agent has not acknowledged; 24 MiB for all. */
    public static final int FORWARD_BUFFER = 256 << 10;

    /**
     * A stream of a forwarded connection may have so much of the route's free window unacknowledged: readers that stall leave
     * room for the others, however many they are.
     */
    public static final int FORWARD_SHARE = 8;

    /**
     * The same of a download: alone, a whole {@link #STREAM_WINDOW}; each one that stalls leaves the others half of what it found.
     */
    public static final int DOWNLOAD_SHARE = 1;

    /** A script, command or standard input inside a request; leaves room for escaping in a text message. */
    public static final int COMMAND_BYTES = 256 << 10;

    /** Arguments and environment together; Linux takes 2 MiB, a text message less. */
    public static final int ARGUMENTS = 4096;

    /** What a user wants agents to know of a machine: a page of house rules, not a manual. */
    public static final int INSTRUCTIONS_BYTES = 16 << 10;

    /** The whole {@code SKILL.md} of a skill: what is read at the start of each task, so some 20 pages at most. */
    public static final int SKILL_BYTES = 64 << 10;

    /** Names of jobs, shells, agents and clusters: what a table shows on one line. */
    public static final int NAME_CHARS = 128;

    /** A daemon id: a DNS label's length (RFC 1035), since host names are the default. */
    public static final int DAEMON_ID_CHARS = 63;

    /** An idempotency key: room for a UUID and a prefix. */
    public static final int KEY_CHARS = 128;

    /** Nesting of JSON. Ours is 6 deep; parsers fall over long before 1000. */
    public static final int JSON_DEPTH = 32;

    private Limits() {}
}
