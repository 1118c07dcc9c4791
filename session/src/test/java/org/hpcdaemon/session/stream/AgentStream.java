package org.hpcdaemon.session.stream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What an agent keeps of a stream over any number of connections: its place, its bytes or their hash, its input. */
public final class AgentStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final MessageDigest digest = sha256();
    private final List<String> gaps = new ArrayList<>();
    private final int keep;
    private boolean acknowledging = true;
    private long offset;
    private long endsAt = -1;
    private long acknowledged;
    private String failure = "";

    public AgentStream() {
        this(1 << 20);
    }

    public AgentStream(int keep) {
        this.keep = keep;
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Takes what is new; returns what to acknowledge, or -1. */
    synchronized long bytes(long at, ByteBuffer piece) {
        if (at > offset) {
            throw new AssertionError("bytes at " + at + ", and " + offset + " is next");
        }
        int known = (int) Math.min(piece.remaining(), offset - at);
        byte[] fresh = new byte[piece.remaining() - known];
        piece.get(piece.position() + known, fresh);
        digest.update(fresh);
        bytes.write(fresh, 0, Math.min(fresh.length, Math.max(0, keep - bytes.size())));
        offset += fresh.length;
        notifyAll();
        return acknowledging ? offset : -1;
    }

    synchronized void gap(long from, long to) {
        gaps.add(from + "-" + to);
        offset = to;
    }

    synchronized void ended(long at) {
        endsAt = at;
    }

    synchronized void acknowledged(long at) {
        acknowledged = Math.max(acknowledged, at);
    }

    synchronized void failed(String message) {
        failure = message;
    }

    /** The agent reads from here on. */
    public synchronized AgentStream from(long at) {
        offset = at;
        return this;
    }

    /** Whether it acknowledges what it takes. */
    public synchronized AgentStream acknowledging(boolean does) {
        acknowledging = does;
        return this;
    }

    public synchronized long offset() {
        return offset;
    }

    public synchronized boolean isComplete() {
        return endsAt >= 0 && offset == endsAt;
    }

    public synchronized long acknowledgedInput() {
        return acknowledged;
    }

    public synchronized List<String> gaps() {
        return List.copyOf(gaps);
    }

    public synchronized String failure() {
        return failure;
    }

    public synchronized String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    public synchronized String hash() {
        return HexFormat.of().formatHex(((MessageDigest) cloned()).digest());
    }

    private Object cloned() {
        try {
            return digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }
}
