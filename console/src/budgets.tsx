import { usePolled, useWorld } from "./hooks.js";
import type { BudgetList } from "./records.js";
import { Badge, Empty, Failure, Foreign, Loading } from "./ui.js";

const MEASURES: Record<string, string> = { gpu_hours: "GPU hours", cpu_hours: "CPU hours", jobs: "jobs", active_jobs: "jobs at a time" };

const plain = (amount: number): string => amount.toLocaleString("en", { maximumFractionDigits: 2 });

/** What the policy lets jobs take together on a machine, and what they have taken. */
export function Budgets({ machine }: { machine: string }) {
  const { client } = useWorld();
  const { value, error } = usePolled(
    () => client.ask<BudgetList>("GET", `/hpc/daemons/${encodeURIComponent(machine)}/budgets`), 30_000, `budgets of ${machine}`);
  const rows = (value?.budgets ?? []).flatMap((budget) => budget.amounts.map((amount) => ({ budget, amount })));
  return (
    <section aria-label="Budgets">
      <Failure error={error} />
      {value === undefined ? !error && <Loading /> : rows.length === 0 ? <Empty>No budget limits jobs here: its policy.toml makes them.</Empty> : (
        <table class="cards">
          <thead><tr><th>Budget</th><th>Of</th><th>What</th><th>Used</th><th>Limit</th><th>Over it</th></tr></thead>
          <tbody>
            {rows.map(({ budget, amount }) => (
              <tr key={`${budget.name} ${budget.agent ?? ""} ${amount.measure}`}>
                <td data-label="Budget"><Foreign>{budget.name}</Foreign>{budget.reason && <span class="sub"><Foreign>{budget.reason}</Foreign></span>}</td>
                <td data-label="Of"><Foreign>{budget.agent ?? "all"}</Foreign></td>
                <td data-label="What">{MEASURES[amount.measure] ?? amount.measure}{amount.measure !== "active_jobs" && ` a ${budget.per}`}</td>
                <td data-label="Used">{plain(amount.used)} {amount.used >= amount.limit && <Badge kind="bad">used up</Badge>}</td>
                <td data-label="Limit">{plain(amount.limit)}</td>
                <td data-label="Over it">{budget.over === "ask" ? "you are asked" : "denied"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > 0 && <p class="sub">Jobs that have not ended count with all that they may take.</p>}
    </section>
  );
}
