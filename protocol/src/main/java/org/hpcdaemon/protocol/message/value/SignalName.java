package org.hpcdaemon.protocol.message.value;

/** Signals an agent may send, with their numbers on Linux (signal(7); the same on x86-64 and arm64). */
public enum SignalName {
    HUP(1),
    INT(2),
    QUIT(3),
    KILL(9),
    USR1(10),
    USR2(12),
    TERM(15),
    CONT(18),
    STOP(19),
    TSTP(20);

    private final int number;

    SignalName(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
