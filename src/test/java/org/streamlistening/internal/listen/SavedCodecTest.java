package org.streamlistening.internal.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.streamlistening.HistoryGonePolicy;
import org.streamlistening.LiveMode;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.Offset;
import org.streamlistening.UndecodablePolicy;
import org.streamlistening.client.StreamPosition;

/** Snapshots that this version, a later version, or damage wrote. */
class SavedCodecTest {

    private static final StreamKey KEY = new StreamKey("chat/ü", LiveMode.AUTO, Duration.ofSeconds(20));
    private static final Policies POLICIES = new Policies(
            ObserverFailurePolicy.SKIP, UndecodablePolicy.RAW, HistoryGonePolicy.FROM_START, MissingStreamPolicy.WAIT);

    private static Saved saved() {
        Map<String, Progress> positions = new LinkedHashMap<>();
        positions.put("chat/1", new Progress(StreamPosition.at(Offset.of("7")), 0));
        positions.put("chat/ü", new Progress(new StreamPosition(Offset.of("11"), 2), 3));
        return new Saved(KEY, true, POLICIES, positions);
    }

    private static byte[] bytes(int version, List<Map<String, String>> groups) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(version);
            for (int i = 0; i < groups.size(); i++) {
                if (i == 1) {
                    out.writeInt(groups.size() - 1);
                }
                out.writeInt(groups.get(i).size());
                for (Map.Entry<String, String> property : groups.get(i).entrySet()) {
                    out.writeUTF(property.getKey());
                    out.writeUTF(property.getValue());
                }
            }
            if (groups.size() == 1) {
                out.writeInt(0);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    @Test
    void decodesItsOwnBytes() {
        SavedCodec.Decoded decoded = SavedCodec.decode(SavedCodec.encode(saved()));
        assertThat(decoded.complete()).isTrue();
        assertThat(decoded.saved()).isEqualTo(saved());
        assertThat(decoded.saved().places().keySet()).containsExactly("chat/1", "chat/ü");
        assertThat(SavedCodec.decode(SavedCodec.encode(Saved.NOTHING)))
                .isEqualTo(new SavedCodec.Decoded(Saved.NOTHING, true));
    }

    @Test
    void encodesEveryComponent() {
        assertThat(components(
                        Saved.class,
                        Progress.class,
                        StreamKey.class,
                        Policies.class,
                        StreamPosition.class,
                        Offset.class))
                .as("a new component needs a property in SavedCodec, and a default in SavedDecoder")
                .containsExactlyInAnyOrder(
                        "key",
                        "listening",
                        "policies",
                        "places",
                        "delivered",
                        "announced",
                        "streamId",
                        "live",
                        "timeout",
                        "observerFailure",
                        "undecodable",
                        "historyGone",
                        "missing",
                        "offset",
                        "skip",
                        "value");
    }

    private static List<String> components(Class<?>... records) {
        return Stream.of(records)
                .flatMap(type -> Arrays.stream(type.getRecordComponents()))
                .map(RecordComponent::getName)
                .toList();
    }

    @Test
    void aPropertyMissingInOlderBytesHasItsDefault() {
        SavedCodec.Decoded decoded = SavedCodec.decode(
                bytes(1, List.of(Map.of("stream", "s", "listening", "true"), Map.of("stream", "s", "offset", "7"))));
        assertThat(decoded.complete()).isTrue();
        assertThat(decoded.saved().policies()).isEqualTo(Policies.DEFAULTS);
        assertThat(decoded.saved().key()).isEqualTo(new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30)));
        assertThat(decoded.saved().listening()).isTrue();
        assertThat(decoded.saved().places()).isEqualTo(Map.of("s", new Progress(StreamPosition.at(Offset.of("7")), 0)));
    }

    @Test
    void aComponentOfALaterVersionIsIgnoredAndAnUnknownConstantHasTheDefault() {
        SavedCodec.Decoded decoded = SavedCodec.decode(bytes(
                1,
                List.of(
                        Map.of("stream", "s", "listening", "true", "live", "TELEPATHY", "colour", "green"),
                        Map.of("stream", "s", "offset", "7", "epoch", "3"))));
        assertThat(decoded.complete()).as("the unknown constant is reported").isFalse();
        assertThat(decoded.saved().key()).isEqualTo(new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30)));
        assertThat(decoded.saved().places()).isEqualTo(Map.of("s", new Progress(StreamPosition.at(Offset.of("7")), 0)));
    }

    @Test
    void anUnreadablePositionIsTheBeginningAndTheListenerContinues() {
        SavedCodec.Decoded decoded = SavedCodec.decode(bytes(
                1,
                List.of(Map.of("stream", "s", "listening", "true"), Map.of("stream", "s", "offset", "", "skip", "x"))));
        assertThat(decoded.complete()).isFalse();
        assertThat(decoded.saved().listening()).isTrue();
        assertThat(decoded.saved().places()).isEqualTo(Map.of("s", Progress.NONE));
    }

    @Test
    void bytesOfAnotherLayoutAreRejected() {
        assertThat(SavedCodec.decode(bytes(2, List.of(Map.of("stream", "s")))))
                .isEqualTo(new SavedCodec.Decoded(Saved.NOTHING, false));
    }

    /** No bytes cause an exception, which would cost the session. */
    @Property
    void damageIsReported(
            @ForAll @IntRange(min = 0, max = 400) int cut,
            @ForAll @Size(max = 3) List<@IntRange(min = 4, max = 400) Integer> positions,
            @ForAll byte instead) {
        byte[] whole = SavedCodec.encode(saved());
        byte[] bytes = Arrays.copyOf(whole, Math.min(cut, whole.length));
        positions.stream().filter(at -> at < bytes.length).forEach(at -> bytes[at] = instead);
        SavedCodec.Decoded decoded = SavedCodec.decode(bytes);
        if (positions.isEmpty()) {
            assertThat(decoded.complete()).isEqualTo(bytes.length == whole.length);
        }
    }

    @Test
    void aComponentMissingInOlderBytesIsNullAndHasItsDefault() {
        assertThat(new Policies(null, null, null, null)).isEqualTo(Policies.DEFAULTS);
        assertThat(new Saved(null, false, null, null)).isEqualTo(Saved.NOTHING);
        assertThat(new Progress(null, 0)).isEqualTo(Progress.NONE);
        assertThat(new StreamKey("s", null, null))
                .isEqualTo(new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30)));
    }
}
