package org.streamlistening.bench.subject;

import java.time.Duration;

/** What a subject has to do. */
interface Workload {

    /** Starts a subject, measures it, and ends it. @throws IllegalStateException if it lost or doubled a message */
    void measure(SubjectFactory subjects, Control control, Figures figures) throws Exception;

    static Workload of(Arguments given) {
        return switch (given.text("workload")) {
            case "catch-up" -> new CatchUp(given.number("count"), given.number("bytes"), given.number("runs"));
            case "broadcast" ->
                new Broadcast(
                        given.number("followers"),
                        given.text("streams").equals("one"),
                        given.text("offset"),
                        given.number("appends"),
                        Duration.ofMillis(given.number("idle")));
            default -> throw new IllegalArgumentException(given.text("workload"));
        };
    }
}
