package org.hpcdaemon.daemon.dispatch;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.hpcdaemon.daemon.audit.CommandAudit;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.protocol.rpc.Method;
import org.hpcdaemon.session.route.Route;
import org.hpcdaemon.store.StoreException;
import org.jspecify.annotations.Nullable;

/** Features that tell the audit log of what they were asked for: what acts, and whatever was denied. */
public final class Audited {
    private final CommandAudit audit;
    private final LongSupplier nanoTime;

    public Audited(CommandAudit audit) {
        this.audit = audit;
        this.nanoTime = System::nanoTime;
    }

    /** The same feature, audited. */
    public <R extends Request> Feature<R> feature(Feature<R> feature) {
        return (route, request) -> answer(feature, route, request);
    }

    private <R extends Request> Object answer(Feature<R> feature, Route route, R request) {
        AuditClass auditClass = AuditClass.of(request);
        long begun = nanoTime.getAsLong();
        if (auditClass.weight() == AuditClass.Weight.RUNS) {
            tell(route, request, auditClass.about(), "begun", null);
        }
        try {
            Object answer = feature.answer(route, request);
            if (auditClass.weight() != AuditClass.Weight.LIGHT) {
                tell(route, request, about(auditClass, answer), "ok", since(begun));
            }
            return answer;
        } catch (HpcException e) {
            if (auditClass.weight() != AuditClass.Weight.LIGHT || isDenied(e.code())) {
                tell(route, request, auditClass.about(), e.code().wireName(), since(begun));
            }
            throw e;
        } catch (RuntimeException e) {
            ErrorCode code = e instanceof StoreException ? ErrorCode.STORAGE : ErrorCode.INTERNAL;
            tell(route, request, auditClass.about(), code.wireName(), since(begun));
            throw e;
        }
    }

    /** What was made by the request is named by the answer only. */
    private static @Nullable String about(AuditClass auditClass, Object answer) {
        return switch (answer) {
            case ShellInfo shell -> shell.shell().value();
            case JobInfo job -> job.job().value();
            default -> auditClass.about();
        };
    }

    private static boolean isDenied(ErrorCode code) {
        return switch (code) {
            case UNAUTHORIZED, NOT_ALLOWED, NOT_FOUND -> true;
            default -> false;
        };
    }

    private void tell(Route route, Request request, @Nullable String about, String outcome, @Nullable Duration took) {
        audit.record(route.caller(), Method.of(request).wireName(), about, outcome, took);
    }

    private Duration since(long begun) {
        return Duration.ofNanos(nanoTime.getAsLong() - begun);
    }
}
