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
import org.streamlistening.StreamPosition;
import org.streamlistening.UndecodablePolicy;

/** Snapshots that this version, a later version, or damage wrote. */
class SnapshotCodecTest {

    private static final StreamKey KEY = new StreamKey("chat/ü", LiveMode.AUTO, Duration.ofSeconds(20));
    private static final Policies POLICIES = new Policies(
            ObserverFailurePolicy.SKIP, UndecodablePolicy.RAW, HistoryGonePolicy.FROM_START, MissingStreamPolicy.WAIT);

    private static ListenerSnapshot saved() {
        Map<String, DeliveryProgress> progress = new LinkedHashMap<>();
        progress.put("chat/1", new DeliveryProgress(StreamPosition.at(Offset.of("7")), 0));
        progress.put("chat/ü", new DeliveryProgress(new StreamPosition(Offset.of("11"), 2), 3));
        return new ListenerSnapshot(KEY, true, POLICIES, progress);
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
        SnapshotCodec.Decoded decoded = SnapshotCodec.decode(SnapshotCodec.encode(saved()));
        assertThat(decoded.complete()).isTrue();
        assertThat(decoded.snapshot()).isEqualTo(saved());
        assertThat(decoded.snapshot().progress().keySet()).containsExactly("chat/1", "chat/ü");
        assertThat(SnapshotCodec.decode(SnapshotCodec.encode(ListenerSnapshot.NOTHING)))
                .isEqualTo(new SnapshotCodec.Decoded(ListenerSnapshot.NOTHING, true));
    }

    @Test
    void encodesEveryComponent() {
        assertThat(components(
                        ListenerSnapshot.class,
                        DeliveryProgress.class,
                        StreamKey.class,
                        Policies.class,
                        StreamPosition.class,
                        Offset.class))
                .as("a new component needs a property in SnapshotCodec, and a default in SnapshotDecoder")
                .containsExactlyInAnyOrder(
                        "key",
                        "listening",
                        "policies",
                        "progress",
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
        SnapshotCodec.Decoded decoded = SnapshotCodec.decode(
                bytes(1, List.of(Map.of("stream", "s", "listening", "true"), Map.of("stream", "s", "offset", "7"))));
        assertThat(decoded.complete()).isTrue();
        assertThat(decoded.snapshot().policies()).isEqualTo(Policies.DEFAULTS);
        assertThat(decoded.snapshot().key()).isEqualTo(new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30)));
        assertThat(decoded.snapshot().listening()).isTrue();
        assertThat(decoded.snapshot().progress())
                .isEqualTo(Map.of("s", new DeliveryProgress(StreamPosition.at(Offset.of("7")), 0)));
    }

    @Test
    void aComponentOfALaterVersionIsIgnoredAndAnUnknownConstantHasTheDefault() {
        SnapshotCodec.Decoded decoded = SnapshotCodec.decode(bytes(
                1,
                List.of(
                        Map.of("stream", "s", "listening", "true", "live", "TELEPATHY", "colour", "green"),
                        Map.of("stream", "s", "offset", "7", "epoch", "3"))));
        assertThat(decoded.complete()).as("the unknown constant is reported").isFalse();
        assertThat(decoded.snapshot().key()).isEqualTo(new StreamKey("s", LiveMode.LONG_POLL, Duration.ofSeconds(30)));
        assertThat(decoded.snapshot().progress())
                .isEqualTo(Map.of("s", new DeliveryProgress(StreamPosition.at(Offset.of("7")), 0)));
    }

    @Test
    void anUnreadablePositionIsTheBeginningAndTheListenerContinues() {
        SnapshotCodec.Decoded decoded = SnapshotCodec.decode(bytes(
                1,
                List.of(Map.of("stream", "s", "listening", "true"), Map.of("stream", "s", "offset", "", "skip", "x"))));
        assertThat(decoded.complete()).isFalse();
        assertThat(decoded.snapshot().listening()).isTrue();
        assertThat(decoded.snapshot().progress()).isEqualTo(Map.of("s", DeliveryProgress.NONE));
    }

    @Test
    void bytesOfAnotherLayoutAreRejected() {
        assertThat(SnapshotCodec.decode(bytes(2, List.of(Map.of("stream", "s")))))
                .isEqualTo(new SnapshotCodec.Decoded(ListenerSnapshot.NOTHING, false));
    }

    /** No bytes cause an exception, which would cost the session. */
    @Property
    void damageIsReported(
            @ForAll @IntRange(min = 0, max = 400) int cut,
            @ForAll @Size(max = 3) List<@IntRange(min = 4, max = 400) Integer> positions,
            @ForAll byte instead) {
        byte[] whole = SnapshotCodec.encode(saved());
        byte[] bytes = Arrays.copyOf(whole, Math.min(cut, whole.length));
        positions.stream().filter(at -> at < bytes.length).forEach(at -> bytes[at] = instead);
        SnapshotCodec.Decoded decoded = SnapshotCodec.decode(bytes);
        if (positions.isEmpty()) {
            assertThat(decoded.complete()).isEqualTo(bytes.length == whole.length);
        }
    }
}
