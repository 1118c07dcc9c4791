package org.hpcdaemon.session.idempotency;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.hpcdaemon.protocol.error.Advice;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.exec.ExecInfo;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.SqlFunction;
import org.hpcdaemon.store.StoreException;
import org.jspecify.annotations.Nullable;

/** Keys in the daemon's database: a row is committed before the action runs, the answer after it. Thread-safe. */
public final class StoredIdempotency implements Idempotency, CommandLedger {
    private static final System.Logger LOG = System.getLogger(StoredIdempotency.class.getName());

    private static final String INTERNAL = "internal error; see the daemon's log";

    private final Database database;
    private final KeyTable table;
    private final CommandRows commands;
    private final Admission admission;
    private final ConcurrentMap<String, Flight> underWay = new ConcurrentHashMap<>();

    /** Admits all. */
    public StoredIdempotency(Database database, DaemonId daemon, InstantSource clock) {
        this(database, daemon, clock, Admission.ALWAYS);
    }

    public StoredIdempotency(Database database, DaemonId daemon, InstantSource clock, Admission admission) {
        this.database = database;
        this.table = new KeyTable(daemon, clock, this::isUnderWay);
        this.commands = new CommandRows(daemon);
        this.admission = admission;
    }

    /**
     * An action that leaves enough behind to be taken up again after the daemon died.
     *
     * @param <A> the answer
     */
    public interface Resumable<A> {
        /** The request with all that it means said in its fields, as it is decided about. For a new key. Throws if it means nothing. */
        default Request understood(Request request) {
            return request;
        }

        /** Checks what may take a disk or a program its time: for a new key, before anything is stored. */
        default void prepare() {}

        /** Stores the intent, in the transaction that stores the key. Waits for nothing. Returns a name for it. */
        String begin(Connection sql) throws SQLException;

        /** Does it, once the intent is committed. */
        A run(String ref);

        /** The answer about an intent that was stored before; empty if it was withdrawn, so that it begins anew. */
        Optional<A> resume(String ref);
    }

    @Override
    public <A> A once(Caller caller, IdempotencyKey key, Request request, Class<A> answer, Supplier<A> action) {
        return join(caller, key, request, answer, new Unresumable<>(action));
    }

    @Override
    public <A> Optional<A> answered(Caller caller, IdempotencyKey key, Request request, Class<A> answer) {
        return store(sql -> table.find(sql, agent(caller), key)).flatMap(seen -> {
            Fingerprint.of(request).mustEqual(new Fingerprint(seen.fingerprint()), key);
            return seen.state() == KeyTable.State.DONE ? Optional.of(Json.read(seen.body(), answer)) : Optional.empty();
        });
    }

    /** As {@link #once}, but never {@code OUTCOME_UNKNOWN}: the action knows how to go on. */
    public <A> A onceResumable(
            Caller caller, IdempotencyKey key, Request request, Class<A> answer, Resumable<A> action) {
        return join(caller, key, request, answer, action);
    }

    @Override
    public Optional<ExecInfo> command(Caller caller, IdempotencyKey key) {
        String agent = agent(caller);
        return database.read(sql -> commands.find(sql, agent, key, each -> isUnderWay(agent, each)));
    }

    @Override
    public List<ExecInfo> commands(Caller caller, boolean active, @Nullable IdempotencyKey after, int limit) {
        String agent = agent(caller);
        return database.read(sql -> commands.list(sql, agent, active, after, limit, each -> isUnderWay(agent, each)));
    }

    @Override
    public void await(Caller caller, IdempotencyKey key, Duration most) throws InterruptedException {
        Flight flight = underWay.get(place(agent(caller), key));
        if (flight != null) {
            try {
                flight.answer().get(most.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException _) {
                // How it is now is told by its row.
            }
        }
    }

    /** Whether an effect is under way: admitted, and without an answer yet. */
    public boolean isBusy() {
        return !underWay.isEmpty();
    }

    private boolean isUnderWay(String agent, IdempotencyKey key) {
        return underWay.containsKey(place(agent, key));
    }

    private static String place(String agent, IdempotencyKey key) {
        return agent + " " + key.value();
    }

    /** Forgets a key whose action had no effect, in the transaction that takes the effect back. */
    public void forget(Connection sql, Caller caller, IdempotencyKey key) throws SQLException {
        table.delete(sql, agent(caller), key);
    }

    private <A> A join(Caller caller, IdempotencyKey key, Request request, Class<A> answer, Resumable<A> action) {
        Fingerprint fingerprint = Fingerprint.of(request);
        Flight mine = new Flight(fingerprint, new CompletableFuture<>());
        String place = place(agent(caller), key);
        Flight first = underWay.putIfAbsent(place, mine);
        if (first != null) {
            fingerprint.mustEqual(first.fingerprint(), key);
            return answer.cast(await(first.answer()));
        }
        try {
            A result = begin(caller, key, request, fingerprint, answer, action);
            mine.answer().complete(result);
            return result;
        } catch (Throwable e) {
            mine.answer().completeExceptionally(e);
            throw e;
        } finally {
            underWay.remove(place, mine);
        }
    }

    private <A> A begin(
            Caller caller,
            IdempotencyKey key,
            Request request,
            Fingerprint fingerprint,
            Class<A> answer,
            Resumable<A> action) {
        String agent = agent(caller);
        if (store(sql -> table.find(sql, agent, key)).isEmpty()) {
            admission.check(caller, action.understood(request));
            action.prepare();
        }
        @Nullable String command = CommandRows.beginning(request);
        return switch (store(sql -> table.begin(sql, agent, key, fingerprint, command, action))) {
            case KeyTable.Begun.Fresh(String ref) -> run(agent, key, action, ref);
            case KeyTable.Begun.Before(KeyTable.Seen seen) -> {
                fingerprint.mustEqual(new Fingerprint(seen.fingerprint()), key);
                yield switch (seen.state()) {
                    case DONE -> Json.read(seen.body(), answer);
                    case FAILED ->
                        throw Json.read(seen.body(), StoredFailure.class).asException();
                    case DROPPED -> throw unknown("its answer is no longer kept");
                    case BEGUN -> resume(caller, key, request, fingerprint, answer, action, seen.ref());
                };
            }
        };
    }

    private <A> A resume(
            Caller caller,
            IdempotencyKey key,
            Request request,
            Fingerprint fingerprint,
            Class<A> answer,
            Resumable<A> action,
            @Nullable String ref) {
        if (ref == null) {
            throw unknown("the daemon ended while it was under way");
        }
        Optional<A> found = action.resume(ref);
        if (found.isPresent()) {
            return found.get();
        }
        database.write(sql -> table.delete(sql, agent(caller), key));
        return begin(caller, key, request, fingerprint, answer, action);
    }

    private <A> A run(String agent, IdempotencyKey key, Resumable<A> action, String ref) {
        A result;
        try {
            result = action.run(ref);
        } catch (HpcException e) {
            settle(agent, key, e);
            throw e;
        } catch (RuntimeException e) {
            if (ref.isEmpty()) {
                settle(agent, key, new HpcException(ErrorCode.INTERNAL, INTERNAL));
            }
            throw e;
        }
        keep(key, sql -> table.finish(sql, agent, key, KeyTable.State.DONE, Json.write(result)));
        return result;
    }

    /** Before anything has been done: so the caller may simply try again. */
    private <T> T store(SqlFunction<Connection, T> work) {
        try {
            return database.write(work);
        } catch (StoreException e) {
            throw new HpcException(ErrorCode.STORAGE, "nothing was started: " + e.getMessage(), e);
        }
    }

    /** What is worth a retry had no effect, so it is forgotten; any other failure is the answer. */
    private void settle(String agent, IdempotencyKey key, HpcException e) {
        String body = Json.write(new StoredFailure(e.code().wireName(), e.reason()));
        keep(
                key,
                sql -> e.code().advice() == Advice.RETRY
                        ? table.delete(sql, agent, key)
                        : table.finish(sql, agent, key, KeyTable.State.FAILED, body));
    }

    /** A database that fails now must not hide the answer. */
    private void keep(IdempotencyKey key, SqlFunction<Connection, Integer> write) {
        try {
            database.write(write);
        } catch (StoreException e) {
            LOG.log(
                    Level.WARNING,
                    "the answer to key {0} was given and not kept, so a retry gets outcome_unknown: {1}",
                    key,
                    e.getMessage());
        }
    }

    private static Object await(CompletableFuture<Object> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof HpcException ours) {
                throw new HpcException(ours.code(), ours.reason(), ours);
            }
            if (e.getCause() instanceof StoreException failed) {
                throw failed;
            }
            throw new HpcException(ErrorCode.INTERNAL, INTERNAL, e);
        }
    }

    private static HpcException unknown(String why) {
        return new HpcException(
                ErrorCode.OUTCOME_UNKNOWN,
                "this was started once and " + why + ": check its effects before repeating it with a new key");
    }

    /** The account owner is the agent with the empty name. */
    private static String agent(Caller caller) {
        return caller.agent() == null ? "" : caller.agent().value();
    }

    private record Flight(Fingerprint fingerprint, CompletableFuture<Object> answer) {}

    record StoredFailure(String code, String message) {
        HpcException asException() {
            return new HpcException(ErrorCode.of(code), message);
        }
    }

    private record Unresumable<A>(Supplier<A> action) implements Resumable<A> {
        @Override
        public String begin(Connection sql) {
            return "";
        }

        @Override
        public A run(String ref) {
            return action.get();
        }

        @Override
        public Optional<A> resume(String ref) {
            return Optional.empty();
        }
    }
}
