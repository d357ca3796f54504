package org.streamlistening.internal.answer.control;

import java.util.function.Consumer;

/** An answer of this server, and the log in which other servers find it. For any thread. */
public final class RegisteredAnswer {

    /**
     * A record of it.
     *
     * @param server the name of the log
     * @param sent the time before the record was sent
     */
    private record Entry(String server, long sent) {}

    private final OpenAnswer answer;
    private final Consumer<Throwable> onTakenOver;

    private volatile Entry entry = new Entry("", 0);

    /** @param onTakenOver receives the reason if other servers consider this one dead, and end the answer */
    public RegisteredAnswer(OpenAnswer answer, Consumer<Throwable> onTakenOver) {
        this.answer = answer;
        this.onTakenOver = onTakenOver;
    }

    public OpenAnswer answer() {
        return answer;
    }

    /** It is in this log, or will be. */
    void register(OwnLog log, long sent) {
        entry = new Entry(log.server(), sent);
    }

    boolean isIn(OwnLog log) {
        return entry.server().equals(log.server());
    }

    /** Before the record was sent. */
    long registeredAt() {
        return entry.sent();
    }

    void takenOver(Throwable cause) {
        onTakenOver.accept(cause);
    }
}
