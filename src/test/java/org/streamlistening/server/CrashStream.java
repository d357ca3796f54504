package org.streamlistening.server;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The expected content of a stream after a crash, according to the responses to its only writer. For one thread. */
final class CrashStream {

    /** An offset that a response contained, and the number of messages before it. */
    record Mark(String offset, int messages) {}

    private final String id;
    private final long ttl;
    private final List<String> messages = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private long nextSeq;
    private boolean closed;
    private boolean forked;

    CrashStream(String id, long ttl) {
        this.id = id;
        this.ttl = ttl;
    }

    /** A fork at a mark; it has the messages before the mark. */
    CrashStream fork(String forkId, Mark mark) {
        forked = true;
        CrashStream fork = new CrashStream(forkId, ttl);
        fork.messages.addAll(messages.subList(0, mark.messages));
        fork.marks.addAll(
                marks.stream().filter(known -> known.messages <= mark.messages).toList());
        return fork;
    }

    String path() {
        return "/" + id;
    }

    long ttl() {
        return ttl;
    }

    long nextSeq() {
        return nextSeq;
    }

    boolean isClosed() {
        return closed;
    }

    boolean isForked() {
        return forked;
    }

    List<Mark> marks() {
        return marks;
    }

    int size() {
        return messages.size();
    }

    void appended(List<String> more, boolean idempotent, @Nullable String offset) {
        messages.addAll(more);
        nextSeq += idempotent ? 1 : 0;
        if (offset != null) {
            marks.add(new Mark(offset, messages.size()));
        }
    }

    void closed() {
        closed = true;
    }

    String contentFrom(int message) {
        return array(messages.subList(message, messages.size()));
    }

    String contentWith(List<String> more) {
        List<String> all = new ArrayList<>(messages);
        all.addAll(more);
        return array(all);
    }

    static String array(List<String> messages) {
        return "[" + String.join(",", messages) + "]";
    }
}
