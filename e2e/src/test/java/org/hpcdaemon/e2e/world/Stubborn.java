package org.hpcdaemon.e2e.world;

/** A program that does not end when it is told to, because one of its virtual threads does not. */
final class Stubborn {
    private Stubborn() {}

    public static void main(String[] arguments) throws InterruptedException {
        Thread waiting = Thread.ofVirtual().name("waiting-for-ever").start(Stubborn::waitForEver);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> join(waiting)));
        System.out.println("ready");
        waiting.join();
    }

    private static void waitForEver() {
        join(Thread.currentThread());
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
