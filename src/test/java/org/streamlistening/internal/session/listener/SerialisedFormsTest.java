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
import org.streamlistening.UndecodablePolicy;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamPosition;
import org.streamlistening.internal.listen.Policies;
import org.streamlistening.internal.listen.Progress;
import org.streamlistening.internal.listen.Saved;
import org.streamlistening.internal.listen.StreamKey;
import org.streamlistening.internal.session.SessionMark;

/**
 * Everything of the library that a session may hold, in each serialised form that a release wrote. The bytes are files:
 * {@code form-0} has the values of the public API, {@code form-1} the beans of a session. A release never changes a file
 * of an earlier one; a new form gets a new folder.
 */
class SerialisedFormsTest {

    private static final Saved SAVED = new Saved(
            new StreamKey("chat/ünï", LiveMode.AUTO, Duration.ofSeconds(20)),
            true,
            new Policies(
                    ObserverFailurePolicy.SKIP,
                    UndecodablePolicy.RAW,
                    HistoryGonePolicy.FROM_START,
                    MissingStreamPolicy.WAIT),
            progress());

    private static Map<String, Progress> progress() {
        Map<String, Progress> progress = new LinkedHashMap<>();
        progress.put("chat/1", new Progress(StreamPosition.at(Offset.of("0000000000000000_0000000000000007")), 0));
        progress.put(
                "chat/ünï", new Progress(new StreamPosition(Offset.of("0000000000000000_0000000000000011"), 2), 3));
        return progress;
    }

    private static byte[] kept(String form, String name) {
        String path = "/serialised/" + form + "/" + name + ".ser";
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

    private static Saved saved(Object listener) throws ReflectiveOperationException {
        Object life = field(listener, "life");
        Method lastSaved = life.getClass().getDeclaredMethod("lastSaved");
        lastSaved.setAccessible(true);
        return (Saved) lastSaved.invoke(life);
    }

    @Test
    void aListenerContinuesWhereItWas() throws Exception {
        SessionStreamListener listener = (SessionStreamListener) read(kept("form-1", "listener"));
        assertThat(saved(listener)).isEqualTo(SAVED);
        assertThat(List.copyOf(saved(listener).places().keySet())).containsExactly("chat/1", "chat/ünï");
        assertThat(listener.getName()).isEqualTo("left");
        assertThat(listener.getSessionKey()).isEqualTo("AAAAAAAAAAAAAAAAAAAAAA");
        assertThat(field(listener, "home")).isEqualTo("the mark");
        assertThat(field(listener, "qualifier")).isEqualTo("left");
        assertThat(saved(read(written(listener)))).as("written by this version").isEqualTo(SAVED);
    }

    @Test
    void aListenerThatNeverListenedIsIdle() throws Exception {
        SessionStreamListener listener = (SessionStreamListener) read(kept("form-1", "listener-idle"));
        assertThat(saved(listener)).isEqualTo(Saved.NOTHING);
        assertThat(listener.getSessionKey()).isEqualTo("BBBBBBBBBBBBBBBBBBBBBB");
    }

    @Test
    void listenersThatWereOpenedAreFound() throws Exception {
        SessionStreamListeners listeners = (SessionStreamListeners) read(kept("form-1", "listeners"));
        assertThat(listeners.names()).containsExactlyInAnyOrder("one", "two");
        for (SessionStreamListener each : listeners.all()) {
            assertThat(saved(each)).isEqualTo(SAVED);
        }
        assertThat(listeners.open("one").getSessionKey()).isEqualTo("key of one");
    }

    @Test
    void readsTheMarkOfASession() throws Exception {
        assertThat(((SessionMark) read(kept("form-1", "mark"))).key()).isEqualTo("the mark");
        assertThat(read(kept("form-0", "this-copy")).getClass().getName())
                .isEqualTo("org.streamlistening.internal.cdi.Identifiers$ThisCopy");
    }

    /** These are public: a bean of the application may hold them. */
    @Test
    void readsValuesThatAnApplicationKeeps() throws Exception {
        assertThat(read(kept("form-0", "options")))
                .isEqualTo(ListenOptions.from(Offset.of("7"))
                        .timeout(Duration.ofSeconds(20))
                        .live(LiveMode.SSE)
                        .onObserverFailure(ObserverFailurePolicy.STOP)
                        .onUndecodable(UndecodablePolicy.SKIP)
                        .onHistoryGone(HistoryGonePolicy.FROM_NOW)
                        .onMissing(MissingStreamPolicy.WAIT));
        assertThat(read(kept("form-0", "options-none"))).isEqualTo(ListenOptions.defaults());
        assertThat(read(kept("form-0", "positions")))
                .isEqualTo(
                        List.of(Offset.BEGINNING, Offset.NOW, Offset.of("7"), new StreamPosition(Offset.of("7"), 2)));
        List<?> exceptions = (List<?>) read(kept("form-0", "exceptions"));
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
        assertThat(now).containsAll((List<?>) read(kept("form-0", "constants")));
    }

    @Test
    void anUnknownConstantCostsTheOptionOnly() throws Exception {
        try (Logged logged = Logged.warnings()) {
            Saved read = saved(read(replaced(kept("form-1", "listener"), "FROM_START", "FROM_EASTR")));
            assertThat(read.policies().historyGone()).isEqualTo(HistoryGonePolicy.FAIL);
            assertThat(read.places()).isEqualTo(SAVED.places());
            assertThat(logged.sentences())
                    .singleElement()
                    .asString()
                    .startsWith("DS-034")
                    .contains("'left'");
        }
    }

    @Test
    void anUnknownFormCostsThePositionOnly() throws Exception {
        byte[] bytes = kept("form-1", "listener");
        int version = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("listening\u0000\u0004true") - 2 - 4 - 1;
        bytes[version] = 99;
        try (Logged logged = Logged.warnings()) {
            List<?> session = (List<?>) read(written(new ArrayList<>(List.of("another bean", read(bytes)))));
            assertThat(session).hasSize(2);
            assertThat(saved(session.get(1))).isEqualTo(Saved.NOTHING);
            assertThat(logged.sentences()).singleElement().asString().startsWith("DS-034");
        }
    }

    /** A form without that field, or with another name for it. */
    @Test
    void aMissingFieldHasItsDefault() throws Exception {
        assertThat(saved(read(replaced(kept("form-1", "listener"), "snapshot", "snapshop"))))
                .isEqualTo(Saved.NOTHING);
    }
}
