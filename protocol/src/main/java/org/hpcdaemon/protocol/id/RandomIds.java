package org.hpcdaemon.protocol.id;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/** Makes ids that are unique without asking anyone: 120 random bits, base 36. Thread-safe if its source is. */
public final class RandomIds {
    private static final int BYTES = 15;

    private final RandomGenerator random;

    public RandomIds(RandomGenerator random) {
        this.random = random;
    }

    public static RandomIds secure() {
        return new RandomIds(new SecureRandom());
    }

    public UserId user() {
        return new UserId("u_" + token());
    }

    public AgentId agent() {
        return new AgentId("a_" + token());
    }

    public ShellId shell() {
        return new ShellId("s_" + token());
    }

    public JobId job() {
        return new JobId("j_" + token());
    }

    public ApprovalId approval() {
        return new ApprovalId("p_" + token());
    }

    public RecordingId recording() {
        return new RecordingId("r_" + token());
    }

    public EventId event() {
        return new EventId("e_" + token());
    }

    public IdempotencyKey key() {
        return new IdempotencyKey(token());
    }

    public ReaderId reader() {
        return new ReaderId(token());
    }

    /** 24 characters of {@code 0-9a-z}. */
    public String token() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String digits = new BigInteger(1, bytes).toString(36);
        return "0".repeat(24 - digits.length()) + digits;
    }
}
