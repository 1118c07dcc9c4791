package org.hpcdaemon.session.stream;

/** What a sender does next. */
sealed interface Next {
    /** So many bytes at the position are there and may be sent. */
    record Bytes(int count) implements Next {}

    /** The bytes from the position up to {@code to} are gone. */
    record Gap(long to) implements Next {}

    /** The stream ends at the position. */
    record End() implements Next {}

    /** The binding is over. */
    record Stopped() implements Next {}
}
