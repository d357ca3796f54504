package org.streamlistening.internal.session.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.streamlistening.HistoryGonePolicy;
import org.streamlistening.ListenOptions;
import org.streamlistening.LiveMode;
import org.streamlistening.Logged;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.UndecodablePolicy;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.listen.DeliveryProgress;
import org.streamlistening.internal.listen.ListenerSnapshot;
import org.streamlistening.internal.listen.Policies;
import org.streamlistening.internal.listen.StreamKey;
import org.streamlistening.internal.session.SessionMark;

/**
 * Reads everything of the library that a session may contain, in the serialised form of each release. The bytes are
 * files under {@code src/test/resources/serialised}, with one folder for each form. A release never changes a file of
 * an earlier one; a new form gets a new folder.
 */
class SerialisedFormsTest {

    private static final ListenerSnapshot SNAPSHOT = new ListenerSnapshot(
            new StreamKey("chat/ünï", LiveMode.AUTO, Duration.ofSeconds(20)),
            true,
            new Policies(
                    ObserverFailurePolicy.SKIP,
                    UndecodablePolicy.RAW,
                    HistoryGonePolicy.FROM_START,
                    MissingStreamPolicy.WAIT),
            progress());

    private static Map<String, DeliveryProgress> progress() {
        Map<String, DeliveryProgress> progress = new LinkedHashMap<>();
        progress.put(
                "chat/1", new DeliveryProgress(StreamPosition.at(Offset.of("0000000000000000_0000000000000007")), 0));
        progress.put(
                "chat/ünï",
                new DeliveryProgress(new StreamPosition(Offset.of("0000000000000000_0000000000000011"), 2), 3));
        return progress;
    }

    private static byte[] kept(String name) {
        String path = "/serialised/form-1/" + name + ".ser";
        try (InputStream file = SerialisedFormsTest.class.getResourceAsStream(path)) {
            assertThat(file).as(path).isNotNull();
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object read(byte[] bytes) throws Exception {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        }
    }

    private static byte[] written(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    /** The same bytes with one text exchanged for another of the same length. */
    private static byte[] replaced(byte[] bytes, String text, String by) {
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(all).contains(text);
        assertThat(by).hasSameSizeAs(text);
        return all.replace(text, by).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Object field(Object object, String name) throws ReflectiveOperationException {
        Field field = object.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(object);
    }

    private static ListenerSnapshot snapshot(Object listener) throws ReflectiveOperationException {
        Object life = field(listener, "life");
        Method lastSnapshot = life.getClass().getDeclaredMethod("lastSnapshot");
        lastSnapshot.setAccessible(true);
        return (ListenerSnapshot) lastSnapshot.invoke(life);
    }

    @Test
    void aListenerContinuesWhereItWas() throws Exception {
        SessionStreamListener listener = (SessionStreamListener) read(kept("listener"));
        assertThat(snapshot(listener)).isEqualTo(SNAPSHOT);
        assertThat(List.copyOf(snapshot(listener).progress().keySet())).containsExactly("chat/1", "chat/ünï");
        assertThat(listener.getName()).isEqualTo("left");
        assertThat(listener.getSessionKey()).isEqualTo("AAAAAAAAAAAAAAAAAAAAAA");
        assertThat(field(listener, "home")).isEqualTo("the mark");
        assertThat(field(listener, "qualifier")).isEqualTo("left");
        assertThat(snapshot(read(written(listener))))
                .as("written by this version")
                .isEqualTo(SNAPSHOT);
    }

    @Test
    void aListenerThatNeverListenedIsIdle() throws Exception {
        SessionStreamListener listener = (SessionStreamListener) read(kept("listener-idle"));
        assertThat(snapshot(listener)).isEqualTo(ListenerSnapshot.NOTHING);
        assertThat(listener.getSessionKey()).isEqualTo("BBBBBBBBBBBBBBBBBBBBBB");
    }

    @Test
    void listenersThatWereOpenedAreFound() throws Exception {
        SessionStreamListeners listeners = (SessionStreamListeners) read(kept("listeners"));
        assertThat(listeners.names()).containsExactlyInAnyOrder("one", "two");
        for (SessionStreamListener each : listeners.all()) {
            assertThat(snapshot(each)).isEqualTo(SNAPSHOT);
        }
        assertThat(listeners.open("one").getSessionKey()).isEqualTo("key of one");
    }

    @Test
    void readsTheMarkOfASession() throws Exception {
        assertThat(((SessionMark) read(kept("mark"))).key()).isEqualTo("the mark");
        assertThat(read(kept("this-copy")).getClass().getName())
                .isEqualTo("org.streamlistening.internal.cdi.Identifiers$ThisCopy");
    }

    /** These are public: a bean of the application may hold them. */
    @Test
    void readsValuesThatAnApplicationKeeps() throws Exception {
        assertThat(read(kept("options")))
                .isEqualTo(ListenOptions.from(new StreamPosition(Offset.of("7"), 2))
                        .timeout(Duration.ofSeconds(20))
                        .live(LiveMode.SSE)
                        .onObserverFailure(ObserverFailurePolicy.STOP)
                        .onUndecodable(UndecodablePolicy.SKIP)
                        .onHistoryGone(HistoryGonePolicy.FROM_NOW)
                        .onMissing(MissingStreamPolicy.WAIT));
        assertThat(read(kept("options-none"))).isEqualTo(ListenOptions.defaults());
        assertThat(read(kept("positions")))
                .isEqualTo(
                        List.of(Offset.BEGINNING, Offset.NOW, Offset.of("7"), new StreamPosition(Offset.of("7"), 2)));
        List<?> exceptions = (List<?>) read(kept("exceptions"));
        assertThat(((StreamException) exceptions.get(0)).retryAfter()).contains(Duration.ofSeconds(2));
    }

    @Test
    void noConstantIsRenamed() throws Exception {
        List<Object> now = new ArrayList<>();
        Stream.of(
                        ObserverFailurePolicy.values(),
                        UndecodablePolicy.values(),
                        HistoryGonePolicy.values(),
                        MissingStreamPolicy.values(),
                        LiveMode.values())
                .forEach(constants -> now.addAll(List.of(constants)));
        assertThat(now).containsAll((List<?>) read(kept("constants")));
    }

    @Test
    void anUnknownConstantCostsTheOptionOnly() throws Exception {
        try (Logged logged = Logged.warnings()) {
            ListenerSnapshot read = snapshot(read(replaced(kept("listener"), "FROM_START", "FROM_EASTR")));
            assertThat(read.policies().historyGone()).isEqualTo(HistoryGonePolicy.FAIL);
            assertThat(read.progress()).isEqualTo(SNAPSHOT.progress());
            assertThat(logged.sentences())
                    .singleElement()
                    .asString()
                    .startsWith("DS-034")
                    .contains("'left'");
        }
    }

    @Test
    void anUnknownFormCostsThePositionOnly() throws Exception {
        byte[] bytes = kept("listener");
        int version = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("listening\u0000\u0004true") - 2 - 4 - 1;
        bytes[version] = 99;
        try (Logged logged = Logged.warnings()) {
            List<?> session = (List<?>) read(written(new ArrayList<>(List.of("another bean", read(bytes)))));
            assertThat(session).hasSize(2);
            assertThat(snapshot(session.get(1))).isEqualTo(ListenerSnapshot.NOTHING);
            assertThat(logged.sentences()).singleElement().asString().startsWith("DS-034");
        }
    }

    /** A form without that field, or with another name for it. */
    @Test
    void aMissingFieldHasItsDefault() throws Exception {
        assertThat(snapshot(read(replaced(kept("listener"), "snapshot", "snapshop"))))
                .isEqualTo(ListenerSnapshot.NOTHING);
    }
}
