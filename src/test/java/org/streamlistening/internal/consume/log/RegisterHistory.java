package org.streamlistening.internal.consume.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the callers of a register saw, and whether one atomic register could have answered like that. Each write has
 * another content. For one thread at a time.
 */
final class RegisterHistory {

    /** One call. For a write, {@code version} is the one that it expects. */
    private static final class Call {
        final boolean write;
        final long begin;
        long version;
        String content;
        long end = Long.MAX_VALUE;
        // Of a write; null: it is unknown.
        @Nullable
        Boolean result;

        Call(boolean write, long begin, long version, String content) {
            this.write = write;
            this.begin = begin;
            this.version = version;
            this.content = content;
        }

        boolean succeeded() {
            return Boolean.TRUE.equals(result);
        }

        boolean failed() {
            return Boolean.FALSE.equals(result);
        }

        /** The version that this call proves; -1: none. */
        long seen() {
            return write ? succeeded() ? version + 1 : -1 : result == null ? -1 : version;
        }

        @Override
        public String toString() {
            return (write ? "write " : "read ") + version + " " + content + " " + result + " [" + begin + ", " + end
                    + "]";
        }
    }

    private final List<Call> calls = new ArrayList<>();
    private long time;

    /** @return the number of the call */
    int beginRead() {
        calls.add(new Call(false, time++, 0, ""));
        return calls.size() - 1;
    }

    int beginWrite(long expected, String content) {
        calls.add(new Call(true, time++, expected, content));
        return calls.size() - 1;
    }

    void read(int call, long version, String content) {
        Call read = calls.get(call);
        read.version = version;
        read.content = content;
        read.result = true;
        read.end = time++;
    }

    void wrote(int call, boolean result) {
        calls.get(call).result = result;
        calls.get(call).end = time++;
    }

    int size() {
        return calls.size();
    }

    void check() {
        Map<Long, String> contents = new HashMap<>();
        contents.put(0L, "");
        for (Call call : calls) {
            if (call.seen() >= 0) {
                String before = contents.putIfAbsent(call.seen(), call.content);
                assertThat(before == null || before.equals(call.content))
                        .as("one content of version %s, not %s and %s", call.seen(), before, call)
                        .isTrue();
            }
        }
        for (Call call : calls) {
            checkOrder(call);
            if (!call.write && call.seen() > 0) {
                assertThat(calls)
                        .as("the write of %s", call)
                        .anyMatch(write -> write.write
                                && !write.failed()
                                && write.version == call.version - 1
                                && write.content.equals(call.content)
                                && write.begin < call.end);
            }
            if (call.write && call.failed()) {
                assertThat(calls)
                        .as("the reason of %s", call)
                        .anyMatch(write -> write.write
                                && !write.failed()
                                && write.version == call.version
                                && write.begin < call.end);
            }
        }
    }

    private void checkOrder(Call later) {
        for (Call earlier : calls) {
            if (earlier.end >= later.begin || earlier.seen() < 0) {
                continue;
            }
            long atMost = later.succeeded() && later.write ? later.version : later.seen();
            if (atMost >= 0) {
                assertThat(earlier.seen()).as("%s, then %s", earlier, later).isLessThanOrEqualTo(atMost);
            }
        }
    }

    @Override
    public String toString() {
        return calls.toString();
    }
}
