package org.hpcdaemon.platform.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hpcdaemon.store.Sql;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Those who guess codes, from many addresses, real ones and forged ones. */
class GuessingTest {
    /** The ten thousand guesses of the promise. */
    private static final int MANY = 100;

    /** Enough to see a forgery that helps, which is tried with many already. */
    private static final int FEW = 20;

    private static final int GUESSES_EACH = 100;

    private static final SignInPolicy ANN_ONLY = SignInPolicy.of(List.of("ann@example.org"), false, true);

    /** What the guesser of one address writes into its n-th request. */
    private interface Forgery {
        String[] headers(int address, int guess);
    }

    @TempDir
    private Path home;

    @Test
    void guesses_from_many_addresses_get_five_evaluations() throws Exception {
        guess(FEW, false, (_, _) -> new String[0]);
    }

    @Test
    void ten_thousand_guesses_from_a_hundred_addresses_get_five_evaluations_whatever_they_forge() throws Exception {
        guess(MANY, false, (address, guess) -> new String[] {"X-Forwarded-For: 10." + address + ".0." + guess});
    }

    @Test
    void forged_addresses_change_nothing_behind_a_proxy_that_lengthens_the_header() throws Exception {
        guess(FEW, true, (address, guess) ->
                new String[] {"X-Forwarded-For: 10." + address + ".0." + guess + ", 192.0.2." + address});
    }

    @Test
    void forged_addresses_change_nothing_behind_a_proxy_that_adds_a_header() throws Exception {
        guess(MANY, true, (address, guess) ->
                new String[] {"X-Forwarded-For: 10." + address + ".0." + guess, "X-Forwarded-For: 192.0.2." + address});
    }

    /** Each address is evaluated 60 times an hour at most, and a code 5 times in all. */
    private void guess(int addresses, boolean behindProxy, Forgery forgery) throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, ANN_ONLY, behindProxy);
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            String token = platform.requestCode("ann@example.org");
            String code = platform.code();
            List<Future<List<Caller.Answer>>> guessers = new ArrayList<>();
            for (int address = 0; address < addresses; address++) {
                int own = address;
                Callable<List<Caller.Answer>> guesser = () -> {
                    List<Caller.Answer> answers = new ArrayList<>();
                    try (Caller caller = platform.from("127.1.0." + (own + 1))) {
                        for (int i = 0; i < GUESSES_EACH; i++) {
                            String wrong = AccountPlatform.otherThan(code, own * GUESSES_EACH + i);
                            answers.add(caller.post(
                                    "/auth/otp/signin/verify",
                                    AccountPlatform.verification(token, wrong),
                                    forgery.headers(own, i)));
                        }
                    }
                    return answers;
                };
                guessers.add(threads.submit(guesser));
            }
            Map<Integer, Integer> byStatus = new TreeMap<>();
            int told = 0;
            for (Future<List<Caller.Answer>> guesser : guessers) {
                for (Caller.Answer answer : guesser.get()) {
                    byStatus.merge(answer.status(), 1, Integer::sum);
                    told += answer.body().contains("left") ? 1 : 0;
                }
            }
            assertThat(evaluations(platform)).isEqualTo(SignIns.EVALUATIONS);
            assertThat(told).isEqualTo(SignIns.EVALUATIONS - 1); // The fifth is told like those after it.
            assertThat(byStatus).isEqualTo(Map.of(401, addresses * 60, 429, addresses * 40));
            assertThat(platform.verify(token, code).status()).isEqualTo(401);
        }
    }

    private static int evaluations(AccountPlatform platform) {
        return platform.database(
                c -> Sql.one(c, "SELECT evaluations FROM sign_ins", row -> Math.toIntExact(row.number("evaluations")))
                        .orElseThrow());
    }
}
