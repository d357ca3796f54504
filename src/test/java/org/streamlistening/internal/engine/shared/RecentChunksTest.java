package org.streamlistening.internal.engine.shared;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.store.StoredChunk;
import org.streamlistening.internal.store.StreamBytes;
import org.streamlistening.internal.store.StreamLog;
import org.streamlistening.internal.store.memory.MemoryLog;

class RecentChunksTest {

    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_CHUNKS = 256;

    private static StoredChunk chunk(long start, long messagesBefore, String... appends) {
        return StoredChunk.of(
                start,
                messagesBefore,
                List.of(appends).stream().map(RecentChunksTest::append).toList());
    }

    private static StoredAppend append(String text) {
        return StoredAppend.of(text.getBytes(UTF_8), SharedServer.TEXT);
    }

    private static String text(StreamBytes bytes, int max) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (bytes.remaining() > 0) {
            bytes.writeNext(out, max);
        }
        return out.toString(UTF_8);
    }

    @Test
    void withoutAChunkNothingIsHere() {
        RecentChunks none = RecentChunks.none(7);
        assertThat(none.start()).isEqualTo(7);
        assertThat(none.end()).isEqualTo(7);
        assertThat(none.bytes()).isZero();
        assertThat(none.hasByteAfter(7)).isFalse();
        assertThat(none.hasEndOf(0)).isFalse();
    }

    @Test
    void chunksWithoutAGapStayTogether() throws IOException {
        RecentChunks two = RecentChunks.none(7).plus(chunk(7, 3, "ab", "c")).plus(chunk(10, 5, "de"));
        assertThat(two.start()).isEqualTo(7);
        assertThat(two.end()).isEqualTo(12);
        assertThat(two.hasByteAfter(6)).isFalse();
        assertThat(two.hasByteAfter(7)).isTrue();
        assertThat(two.hasByteAfter(11)).isTrue();
        assertThat(two.hasByteAfter(12)).isFalse();
        for (int max = 1; max < 7; max++) {
            assertThat(text(two.bytes(7, 12), max)).isEqualTo("abcde");
            assertThat(text(two.bytes(8, 11), max)).isEqualTo("bcd");
            assertThat(text(two.bytes(10, 10), max)).isEmpty();
        }
    }

    @Test
    void knowsTheEndsOfItsMessagesAndOfTheOneBefore() {
        RecentChunks two = RecentChunks.none(7).plus(chunk(7, 3, "ab", "c")).plus(chunk(10, 5, "de"));
        assertThat(two.hasEndOf(2)).isFalse();
        assertThat(two.hasEndOf(7)).isFalse();
        for (long message = 3; message <= 6; message++) {
            assertThat(two.hasEndOf(message)).isTrue();
            assertThat(two.endsOf(message).endOf(message))
                    .isEqualTo(List.of(7, 9, 10, 12).get((int) message - 3).longValue());
        }
    }

    @Test
    void aChunkBehindAGapReplacesTheOlderOnes() {
        RecentChunks after = RecentChunks.none(0).plus(chunk(0, 0, "ab")).plus(chunk(3, 2, "d"));
        assertThat(after.start()).isEqualTo(3);
        assertThat(after.chunks()).hasSize(1);
    }

    @Test
    void anOlderChunkChangesNothing() {
        RecentChunks two = RecentChunks.none(0).plus(chunk(0, 0, "ab")).plus(chunk(2, 1, "c"));
        assertThat(two.plus(chunk(0, 0, "ab"))).isSameAs(two);
        assertThat(two.plus(chunk(2, 1, "c"))).isSameAs(two);
    }

    @Test
    void keepsExactlyTheMostBytes() {
        RecentChunks full = RecentChunks.none(0).plus(chunk(0, 0, "a")).plus(chunk(1, 1, "b".repeat(MAX_BYTES - 1)));
        assertThat(full.bytes()).isEqualTo(MAX_BYTES);
        assertThat(full.chunks()).hasSize(2);
        RecentChunks more = full.plus(chunk(MAX_BYTES, 2, "c"));
        assertThat(more.start()).isEqualTo(1);
        assertThat(more.bytes()).isEqualTo(MAX_BYTES);
    }

    @Test
    void aChunkThatIsLargerThanTheLimitIsNotKept() {
        RecentChunks one = RecentChunks.none(0).plus(chunk(0, 0, "a"));
        RecentChunks exact = one.plus(chunk(1, 1, "b".repeat(MAX_BYTES)));
        assertThat(exact.start()).isEqualTo(1);
        RecentChunks none = one.plus(chunk(1, 1, "b".repeat(MAX_BYTES + 1)));
        assertThat(none.bytes()).isZero();
        assertThat(none.end()).isEqualTo(MAX_BYTES + 2);
        assertThat(none.plus(chunk(MAX_BYTES + 2, 2, "c")).bytes()).isEqualTo(1);
    }

    @Test
    void keepsTheMostChunks() {
        RecentChunks all = RecentChunks.none(0);
        for (int i = 0; i <= MAX_CHUNKS; i++) {
            all = all.plus(chunk(i, i, "x"));
        }
        assertThat(all.chunks()).hasSize(MAX_CHUNKS);
        assertThat(all.start()).isEqualTo(1);
    }

    @Test
    void aLogWithAnyPartInMemoryAnswersAsTheStore() throws IOException {
        MemoryLog stored = new MemoryLog(0, 0);
        List<String> texts = List.of("ab", "c", "def", "g");
        texts.forEach(text -> stored.append(append(text)));
        for (int known = 0; known <= texts.size(); known++) {
            int start = String.join("", texts.subList(0, known)).length();
            RecentLog log = new RecentLog(stored, start);
            long at = start;
            for (int i = known; i < texts.size(); i++) {
                log.add(chunk(at, i, texts.get(i)));
                at += texts.get(i).length();
            }
            assertThat(log.bytesInMemory()).isEqualTo(7 - start);
            assertSame(log, stored);
            log.clear(7);
            assertThat(log.bytesInMemory()).isZero();
            assertSame(log, stored);
        }
    }

    private static void assertSame(StreamLog log, StreamLog stored) throws IOException {
        for (int from = 0; from <= 7; from++) {
            assertThat(log.messagesUpTo(from)).as("up to %s", from).isEqualTo(stored.messagesUpTo(from));
            assertThat(log.appendEndAfter(from)).as("after %s", from).isEqualTo(stored.appendEndAfter(from));
            for (int to = from; to <= 7; to++) {
                assertThat(text(log.bytes(from, to), 2)).isEqualTo("abcdefg".substring(from, to));
            }
        }
        for (int message = 0; message <= 4; message++) {
            assertThat(log.endOf(message)).as("message %s", message).isEqualTo(stored.endOf(message));
        }
    }
}
