package org.hpcdaemon.daemon.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hpcdaemon.daemon.config.AllowedLinks;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.freeze.Freeze;
import org.hpcdaemon.daemon.life.Presence;
import org.hpcdaemon.daemon.life.RunStatus;
import org.hpcdaemon.daemon.policy.file.PolicyState;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.session.record.RecordingChoice;
import org.jspecify.annotations.Nullable;

/**
 * What {@code status} prints.
 *
 * @param host where it runs, which may be another machine that shares the home
 * @param allocation the batch job that it was started in and ends with; absent: none
 * @param link as the process last said; absent if none runs
 * @param policies that agents are held to; empty: none
 * @param frozen while agents may start nothing; absent if they may
 * @param approvals requests that wait for the account owner
 * @param commands that run; absent if the process is of an older version
 * @param schedulerSilentSince as the process last said; absent if the scheduler answers
 * @param scheduler what jobs are given to; absent if none runs or it is of an older version
 * @param sandbox the level in force; {@code unknown} if none runs
 * @param sandboxNotes what to know of it
 */
record StatusView(
        DaemonId daemon,
        String url,
        boolean running,
        @Nullable String host,
        @Nullable Long pid,
        @Nullable Instant startedAt,
        @Nullable String allocation,
        RunStatus.@Nullable LinkState link,
        @Nullable Instant linkSince,
        @Nullable String reason,
        List<PolicyState> policies,
        @Nullable Freeze frozen,
        int approvals,
        @Nullable Integer commands,
        int shells,
        @Nullable Instant schedulerSilentSince,
        int jobs,
        int pendingWakeUps,
        RunStatus.@Nullable JobScheduler scheduler,
        String sandbox,
        List<String> sandboxNotes,
        @Nullable PlatformView platform,
        List<DaemonId> others,
        @JsonIgnore Profile profile) {

    static StatusView of(
            Profile profile,
            List<DaemonId> others,
            Presence presence,
            @Nullable Freeze frozen,
            int approvals,
            List<PolicyState> policies,
            int jobs,
            int wakeUps) {
        return switch (presence) {
            case Presence.Nowhere _ ->
                of(profile, others, null, null, null, frozen, approvals, policies, jobs, wakeUps);
            case Presence.Here(var process, var status) ->
                of(
                        profile,
                        others,
                        process.host().name(),
                        process.pid(),
                        status,
                        frozen,
                        approvals,
                        policies,
                        jobs,
                        wakeUps);
            case Presence.Elsewhere(var process, var _, var status) ->
                of(
                        profile,
                        others,
                        process.host().name(),
                        process.pid(),
                        status,
                        frozen,
                        approvals,
                        policies,
                        jobs,
                        wakeUps);
        };
    }

    private static StatusView of(
            Profile profile,
            List<DaemonId> others,
            @Nullable String host,
            @Nullable Long pid,
            @Nullable RunStatus status,
            @Nullable Freeze frozen,
            int approvals,
            List<PolicyState> policies,
            int jobs,
            int wakeUps) {
        RunStatus.Sandbox sandbox = status == null ? null : status.sandbox();
        RunStatus.Connection connection = status == null ? null : status.connection();
        return new StatusView(
                profile.daemon(),
                profile.platformUrl(),
                host != null,
                host,
                pid,
                status == null ? null : status.startedAt(),
                status == null ? null : status.allocation(),
                connection == null ? null : connection.link(),
                connection == null ? null : connection.since(),
                connection == null ? null : connection.reason(),
                policies,
                frozen,
                approvals,
                status == null ? Integer.valueOf(0) : status.commands(),
                status == null ? 0 : status.shells(),
                status == null ? null : status.schedulerSilentSince(),
                jobs,
                wakeUps,
                status == null ? null : status.scheduler(),
                sandbox == null ? "unknown" : sandbox.level(),
                sandbox == null ? List.of() : sandbox.notes(),
                null,
                others,
                profile);
    }

    StatusView with(PlatformView view) {
        return new StatusView(
                daemon,
                url,
                running,
                host,
                pid,
                startedAt,
                allocation,
                link,
                linkSince,
                reason,
                policies,
                frozen,
                approvals,
                commands,
                shells,
                schedulerSilentSince,
                jobs,
                pendingWakeUps,
                scheduler,
                sandbox,
                sandboxNotes,
                view,
                others,
                profile);
    }

    /**
     * What agents may, as set-up left it.
     *
     * @param allowedDirs where they may write; empty means anywhere that the user may
     * @param moved what of that was named by a link that leads elsewhere now
     * @param hidden what they may not read, beside what is hidden from them anyway
     * @param containers whether they may run containers; that none start here all the same is among the notes on the sandbox
     */
    record Limits(
            List<String> allowedDirs, List<String> moved, boolean network, List<String> hidden, boolean containers) {}

    /** See {@link Limits}. */
    @JsonProperty
    Limits limits() {
        return new Limits(
                profile.allowedDirs(),
                AllowedLinks.moved(profile).stream()
                        .map(AllowedLinks.Moved::toString)
                        .toList(),
                !profile.guarding().noNetwork(),
                profile.guarding().hidden(),
                profile.allowedDirs().isEmpty() || profile.guarding().containers());
    }

    /** Whether shells and commands are recorded, as set-up left it. */
    @JsonProperty
    RecordingChoice recording() {
        return profile.recording();
    }

    List<String> lines() {
        Limits limits = limits(); // once: it looks where links lead
        List<String> lines = new ArrayList<>(List.of(
                line("daemon", daemon + " (" + profile.clusterName() + ")" + alsoHere()),
                line(
                        "process",
                        running
                                ? "running, pid " + pid + " on " + host
                                        + (startedAt == null ? "" : ", since " + seconds(startedAt))
                                        + (allocation == null ? "" : ", inside " + allocation + " and ends with it")
                                : "not running"),
                line("connection", connection()),
                line("platform", url + ": " + (platform == null ? "not asked" : platform.words())),
                line("commands", commands == null ? "not known" : commands + " running"),
                line("shells", shells + " open"),
                line("jobs", jobs + " not ended" + schedulerSilence()),
                line("wake-ups", pendingWakeUps + " not sent yet"),
                line("may write", writable(limits)),
                line("network", limits.network() ? "yes" : "no"),
                line("containers", limits.containers() ? "allowed" : "not allowed"),
                line("hidden", "keys and the like" + (limits.hidden().isEmpty() ? "" : ", " + listed(limits.hidden()))),
                line("recording", recording().words()),
                line("sandbox", sandbox + (sandboxNotes.isEmpty() ? "" : ": " + String.join("; ", sandboxNotes)))));
        if (scheduler != null) {
            lines.add(lines.size() - 5, line("scheduler", scheduler.words()));
        }
        if (!policies.isEmpty()) {
            lines.add(
                    lines.size() - 1,
                    line("policy", policies.stream().map(PolicyState::words).collect(Collectors.joining("; "))));
        }
        if (approvals > 0) {
            lines.add(
                    2,
                    line(
                            "approvals",
                            approvals + " wait; next: hpc-daemon approvals list"
                                    + (others.isEmpty() ? "" : " --daemon-id " + daemon)));
        }
        if (frozen != null) {
            lines.add(2, line("agents", frozen.words() + "; next: hpc-daemon resume --daemon-id " + daemon));
        }
        return lines;
    }

    private static String writable(Limits limits) {
        return limits.allowedDirs().isEmpty()
                ? "anywhere you may"
                : String.join(
                        "; ",
                        Stream.concat(Stream.of(listed(limits.allowedDirs())), limits.moved().stream())
                                .toList());
    }

    private String alsoHere() {
        return others.isEmpty()
                ? ""
                : "; also set up here: " + others.stream().map(DaemonId::value).collect(Collectors.joining(", "));
    }

    private String schedulerSilence() {
        return schedulerSilentSince == null
                ? ""
                : "; scheduler unreachable since " + seconds(schedulerSilentSince) + ", their states stay as they were";
    }

    private String connection() {
        if (link == null || linkSince == null) {
            return running ? "not known yet" : "none";
        }
        String since = " since " + seconds(linkSince);
        return switch (link) {
            case CONNECTING -> "connecting" + since;
            case ONLINE -> "online" + since;
            case OFFLINE -> "offline" + since + ": " + reason;
        };
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    private static String listed(List<String> paths) {
        return String.join(", ", paths);
    }

    private static String line(String what, String value) {
        return "%-12s%s".formatted(what, value);
    }
}
