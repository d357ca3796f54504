package org.streamlistening.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;

class FramesTest {

    private static final StreamPosition START = StreamPosition.at(Offset.of("o1"));

    private final Frames frames = new Frames(START, 10);

    private static StreamMessage json(String text) {
        return StreamMessage.of(text, "application/json");
    }

    private static StreamMessage text(String text) {
        return StreamMessage.of(text, "text/plain");
    }

    private static StreamPosition at(String offset, long skip) {
        return new StreamPosition(Offset.of(offset), skip);
    }

    private String poll(boolean now) {
        FrameText frame = frames.poll(now);
        return frame == null ? "" : frame.toString();
    }

    @Test
    void collectsMessagesUntilAFrameIsSent() {
        frames.add(json("1"));
        frames.endLastMessageAt(at("o1", 1));
        assertThat(poll(false)).isEmpty();
        frames.add(json(" 2.00 "));
        frames.endLastMessageAt(at("o2", 0));
        assertThat(poll(true)).isEqualTo("{\"type\":\"data\",\"offset\":\"o2\",\"messages\":[1, 2.00 ]}");
        assertThat(poll(true)).isEmpty();
    }

    @Test
    void endsAFrameBeforeTheMessageThatDoesNotFit() {
        frames.add(json("\"abcdef\""));
        frames.endLastMessageAt(at("o1", 1));
        frames.add(json("\"gh\""));
        frames.endLastMessageAt(at("o2", 0));
        assertThat(frames.hasRoom()).isFalse();
        assertThat(poll(false)).isEqualTo("{\"type\":\"data\",\"offset\":\"o1\",\"skip\":1,\"messages\":[\"abcdef\"]}");
        assertThat(frames.hasRoom()).isTrue();
        assertThat(poll(false)).isEmpty();
        assertThat(poll(true)).isEqualTo("{\"type\":\"data\",\"offset\":\"o2\",\"messages\":[\"gh\"]}");
    }

    @Test
    void givesALongJsonMessageAFrameOfItsOwn() {
        frames.add(json("1"));
        frames.endLastMessageAt(at("o1", 1));
        frames.add(json("\"much longer than ten\""));
        frames.endLastMessageAt(at("o1", 2));
        assertThat(poll(false)).contains("\"skip\":1,\"messages\":[1]");
        assertThat(poll(false)).contains("\"skip\":2,\"messages\":[\"much longer than ten\"]");
        assertThat(frames.hasRoom()).isTrue();
    }

    @Test
    void splitsLongBytesAndNamesEachPosition() {
        frames.add(text("0123456789abcdefghijKLM"));
        frames.endLastMessageAt(at("o2", 0));
        assertThat(poll(false)).contains("\"offset\":\"o1\",\"skip\":10").contains(base64("0123456789"));
        assertThat(poll(false)).contains("\"offset\":\"o1\",\"skip\":20").contains(base64("abcdefghij"));
        assertThat(poll(false)).isEmpty();
        frames.add(text("nop"));
        frames.endLastMessageAt(at("o3", 0));
        assertThat(poll(true))
                .isEqualTo("{\"type\":\"data\",\"offset\":\"o3\",\"contentType\":\"text/plain\",\"base64\":\""
                        + base64("KLMnop") + "\"}");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void sendsANoticeAfterTheMessagesBeforeIt() {
        frames.add(json("1"));
        frames.endLastMessageAt(at("o2", 0));
        frames.addNotice(position -> new FrameText("status").position(position).string("status", "LIVE"));
        assertThat(frames.hasRoom()).isFalse();
        assertThat(poll(false)).contains("\"messages\":[1]");
        assertThat(poll(false)).isEqualTo("{\"type\":\"status\",\"offset\":\"o2\",\"status\":\"LIVE\"}");
        assertThat(poll(true)).isEmpty();
    }

    @Test
    void continuesAfterAMessageWithoutContent() {
        frames.add(text(""));
        frames.endLastMessageAt(at("o2", 0));
        assertThat(frames.hasRoom()).isTrue();
        assertThat(poll(true)).isEmpty();
    }
}
