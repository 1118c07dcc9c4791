package org.hpcdaemon.daemon.policy.gate;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hpcdaemon.daemon.policy.Answer;
import org.hpcdaemon.daemon.policy.Decision;
import org.hpcdaemon.daemon.policy.Policy;
import org.hpcdaemon.daemon.policy.budget.Budget;
import org.hpcdaemon.daemon.policy.budget.Spender;
import org.hpcdaemon.daemon.policy.file.Policies;
import org.hpcdaemon.jobs.charge.AgentCharges;
import org.hpcdaemon.jobs.charge.ChargeTable;
import org.hpcdaemon.jobs.charge.JobCost;
import org.hpcdaemon.jobs.charge.SubmissionLimit;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.message.budget.BudgetInfo;
import org.hpcdaemon.protocol.message.budget.BudgetList;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.store.Database;
import org.jspecify.annotations.Nullable;

/** What the budgets of the policies in force say to a job. Thread-safe; reads the database. */
public final class BudgetGate implements SubmissionLimit {
    private final Policies policies;
    private final Database database;
    private final ChargeTable charges;
    private final Function<@Nullable AgentId, @Nullable String> names;
    private final InstantSource clock;

    /** @param names what the account owner calls an agent; null: not known */
    public BudgetGate(
            Policies policies,
            Database database,
            ChargeTable charges,
            Function<@Nullable AgentId, @Nullable String> names,
            InstantSource clock) {
        this.policies = policies;
        this.database = database;
        this.charges = charges;
        this.names = names;
        this.clock = clock;
    }

    /** The strictest of what its budgets answer to one more job; {@code ALLOW} if it fits into all. */
    Decision decide(Caller caller, JobSpec spec) {
        Spender spender = spender(caller);
        List<Policy> now = policies.now();
        return now.stream().allMatch(policy -> policy.budgets().isEmpty())
                ? Decision.NO_POLICY
                : database.read(sql -> decide(sql, now, spender, spec));
    }

    /**
     * Budgets that ask have asked before, and are not asked again of what was allowed. In a transaction, so the files are not looked at: they were
     * when the request was admitted.
     */
    @Override
    public void check(Connection sql, Caller caller, JobSpec spec) throws SQLException {
        Decision decision = decide(sql, policies.lastSeen(), spender(caller), spec);
        if (decision.answer() == Answer.DENY) {
            throw decision.denial();
        }
    }

    private Decision decide(Connection sql, List<Policy> now, Spender spender, JobSpec spec) throws SQLException {
        Decision strictest = Decision.NO_POLICY;
        JobCost cost = JobCost.asked(spec);
        for (Policy policy : now) {
            for (Budget budget : policy.budgets()) {
                if (budget.isFor(spender)) {
                    strictest = strictest.stricter(budget.excess(counted(sql, budget, spender), cost)
                            .map(excess ->
                                    new Decision(answer(budget), policy.file(), Decision.Ground.BUDGET, null, excess))
                            .orElse(Decision.NO_POLICY));
                }
            }
        }
        return strictest;
    }

    private static Answer answer(Budget budget) {
        return budget.asks() ? Answer.ASK : Answer.DENY;
    }

    /** What counts towards it: the jobs of that one, or of all that share it. */
    private List<AgentCharges> counted(Connection sql, Budget budget, Spender spender) throws SQLException {
        return charges(sql, budget).stream()
                .filter(each -> !budget.each() || Objects.equals(each.agent(), spender.agent()))
                .toList();
    }

    private List<AgentCharges> charges(Connection sql, Budget budget) throws SQLException {
        return charges.since(sql, clock.instant().minus(budget.period().length())).stream()
                .filter(each -> budget.isFor(spender(each)))
                .toList();
    }

    private Spender spender(Caller caller) {
        return new Spender(caller.agent(), names.apply(caller.agent()));
    }

    /** By the name it has now, or had when its jobs were submitted. */
    private Spender spender(AgentCharges charged) {
        return new Spender(
                charged.agent(),
                Optional.ofNullable(names.apply(charged.agent())).orElse(charged.agentName()));
    }

    /** How the budgets stand: to an agent those that count its jobs, to the account owner all. */
    public BudgetList list(Caller caller) {
        List<Budget> budgets = policies.now().stream()
                .flatMap(policy -> policy.budgets().stream())
                .toList();
        return database.read(sql -> {
            List<BudgetInfo> infos = new ArrayList<>();
            for (Budget budget : budgets) {
                for (Spender share : shares(sql, budget, spender(caller))) {
                    infos.add(info(budget, share, counted(sql, budget, share)));
                }
            }
            return new BudgetList(infos);
        });
    }

    /** Whose shares a caller is told of; one of a budget that is shared. */
    private List<Spender> shares(Connection sql, Budget budget, Spender caller) throws SQLException {
        if (caller.agent() != null) {
            return budget.isFor(caller) ? List.of(caller) : List.of();
        }
        if (!budget.each()) {
            return List.of(caller);
        }
        Stream<Spender> charged = charges(sql, budget).stream().map(this::spender);
        return (budget.isFor(caller) ? Stream.concat(Stream.of(caller), charged) : charged)
                .distinct()
                .toList();
    }

    private static BudgetInfo info(Budget budget, Spender share, List<AgentCharges> counted) {
        return new BudgetInfo(
                budget.name(),
                budget.each() ? share.words() : null,
                budget.period().word(),
                answer(budget).word(),
                budget.reason(),
                budget.limits().entrySet().stream()
                        .map(limit -> new BudgetInfo.Amount(
                                limit.getKey().word(), limit.getValue(), budget.used(limit.getKey(), counted)))
                        .toList());
    }
}
