package org.streamlistening.internal.read.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.http.body.MessageBudget;

/** Messages of a slow body do not wait for later ones. Reading the body advances the time. */
class SlowBodyTest {

    private long now;
    private final List<Duration> notified = new ArrayList<>();
    private final BodyPace pace = new BodyPace(() -> now, notified::add);

    /** One byte a second. */
    private final class Slow extends InputStream {

        private final byte[] content;
        private int at;

        Slow(String content) {
            this.content = content.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            now += Duration.ofSeconds(1).toNanos();
            if (at == content.length) {
                return -1;
            }
            target[offset] = content[at++];
            return 1;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        int taken() {
            return at;
        }
    }

    private MessageChunks json(InputStream body) {
        JsonArrayMessages messages =
                new JsonArrayMessages(body, "application/json", 1 << 20, false, pace, MessageBudget.unlimited());
        return new MessageChunks(messages, 1 << 20, pace);
    }

    private MessageChunks bytes(InputStream body, String type) {
        return new MessageChunks(new ByteMessages(body, type, pace, MessageBudget.unlimited()), 1 << 20, pace);
    }

    @Test
    void returnsAJsonMessageBeforeTheNextOneIsComplete() throws IOException {
        Slow body = new Slow("[{\"a\":1}, {\"b\":\"" + "x".repeat(100) + "\"},7 ]");
        MessageChunks messageChunks = json(body);
        assertThat(texts(messageChunks)).containsExactly("{\"a\":1}");
        assertThat(body.taken()).isLessThan(14);
        assertThat(messageChunks.ended()).isFalse();
        assertThat(texts(messageChunks)).containsExactly("{\"b\":\"" + "x".repeat(100) + "\"}");
        List<String> rest = new ArrayList<>();
        while (!messageChunks.ended()) {
            rest.addAll(texts(messageChunks));
        }
        assertThat(rest).containsExactly("7");
    }

    @Test
    void returnsEachByteOnce() throws IOException {
        String content = "a€😀é".repeat(5);
        for (String type : List.of("text/plain", "application/octet-stream")) {
            MessageChunks messageChunks = bytes(new Slow(content), type);
            StringBuilder all = new StringBuilder();
            int parts = 0;
            while (!messageChunks.ended()) {
                List<StreamMessage> messages = messageChunks.next();
                for (StreamMessage message : messages) {
                    all.append(new String(message.bytes(), StandardCharsets.ISO_8859_1));
                    assertThat(type.equals("text/plain") && message.text().contains("\ufffd"))
                            .isFalse();
                }
                parts += messages.size();
            }
            assertThat(all.toString().getBytes(StandardCharsets.ISO_8859_1))
                    .isEqualTo(content.getBytes(StandardCharsets.UTF_8));
            assertThat(parts).isGreaterThan(10);
        }
    }

    @Test
    void returnsAnEventBeforeTheNextOneIsComplete() throws IOException {
        Slow source = new Slow(": hello\nevent: data\ndata: a\n\nevent: da");
        SseEventReader events = new SseEventReader(source, 1000, pace, MessageBudget.unlimited());
        pace.begin();
        assertThat(events.next()).isEqualTo(new SseEventReader.Event("data", "a"));
        pace.holds();
        for (int round = 0; round < 5; round++) {
            assertThat(events.next()).isNull();
            assertThat(events.paused()).isTrue();
        }
        pace.begin();
        assertThat(events.next()).isNull();
        assertThat(events.paused()).isFalse();
    }

    @Test
    void losesNothingOfAnEventAfterAPauseWithinIt() throws IOException {
        Slow source = new Slow("event: data\ndata: one\ndata: two\n\n");
        SseEventReader events = new SseEventReader(source, 1000, pace, MessageBudget.unlimited());
        SseEventReader.Event event = null;
        for (int rounds = 0; event == null; rounds++) {
            assertThat(rounds).isLessThan(100);
            pace.begin();
            pace.holds();
            event = events.next();
        }
        assertThat(event).isEqualTo(new SseEventReader.Event("data", "one\ntwo"));
    }

    @Test
    void reportsOnceThatAMessageIsSlow() throws IOException {
        MessageChunks messageChunks = json(new Slow("[\"" + "x".repeat(100) + "\",\"" + "y".repeat(100) + "\"]"));
        messageChunks.next();
        assertThat(notified).containsExactly(Duration.ofSeconds(30));
        messageChunks.next();
        assertThat(notified).hasSize(1);
    }

    @Test
    void reportsNothingForALongMessage() throws IOException {
        InputStream fast = new InputStream() {
            private int left = 1 << 20;

            @Override
            public int read() {
                return left-- > 0 ? left == (1 << 20) - 1 ? '[' : '1' : -1;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                now += Duration.ofMillis(1_900).toNanos();
                int count = Math.min(Math.min(length, 4096), left);
                for (int i = 0; i < count; i++) {
                    target[offset + i] = (byte) read();
                }
                return count == 0 ? -1 : count;
            }
        };
        bytes(fast, "text/plain").next();
        assertThat(now).isPositive();
        assertThat(notified).isEmpty();
    }

    private static List<String> texts(MessageChunks messageChunks) throws IOException {
        return messageChunks.next().stream().map(StreamMessage::text).toList();
    }
}
