package org.streamlistening.bench.subject;

import java.time.Duration;

/** What a subject has to do. */
interface Workload {

    /** Measures a subject that has just started. @throws IllegalStateException if it lost or doubled a message */
    void measure(Subject subject, Figures figures) throws Exception;

    static Workload of(Arguments given) {
        return switch (given.text("workload")) {
            case "catch-up" -> new CatchUp(given.number("count"), given.number("bytes"), given.number("runs"));
            case "broadcast" ->
                new Broadcast(
                        given.number("followers"),
                        given.text("streams").equals("one"),
                        given.text("offset"),
                        given.number("appends"),
                        Duration.ofMillis(given.number("idle")),
                        given.number("warm-ups"));
            case "latency" ->
                new Latency(
                        given.text("live"), given.number("count"), given.number("warm-ups"), given.number("micros"));
            case "slow-observer" ->
                new SlowObserver(
                        given.number("followers"), given.number("count"), given.number("micros"), given.number("slow"));
            default -> throw new IllegalArgumentException(given.text("workload"));
        };
    }
}
