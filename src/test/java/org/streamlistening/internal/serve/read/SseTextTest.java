package org.streamlistening.internal.serve.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.internal.engine.DurableStream;
import org.streamlistening.internal.engine.EngineContext;
import org.streamlistening.internal.engine.StoreHarness;
import org.streamlistening.internal.engine.StreamRegistry;
import org.streamlistening.internal.engine.state.AppendRequest;
import org.streamlistening.internal.engine.state.ContentType;
import org.streamlistening.internal.engine.state.CreateRequest;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.engine.state.StreamOffset;
import org.streamlistening.internal.store.memory.MemoryStore;
import org.streamlistening.server.Retention;

/** Text as server-sent events, which are UTF-8: no event has half a character, and no byte is lost. */
class SseTextTest {

    private static final String CURSOR = "1";
    private static final Pattern OFFSET = Pattern.compile("\"streamNextOffset\":\"([^\"]+)\"");

    private final StreamRegistry streams = new StreamRegistry(new EngineContext(
            new MemoryStore(), waiters -> {}, InstantSource.system(), Retention.EVERYTHING, StoreHarness.LIMITS));

    @Test
    void holdsBackACharacterUntilItsRestIsThere() throws IOException {
        DurableStream stream = create("text/plain");
        SseEventWriter events = events(stream, 0);
        byte[] euro = "€".getBytes(UTF_8);
        append(stream, new byte[] {'a'});
        append(stream, new byte[] {'b', euro[0]});
        assertThat(data(events)).containsExactly("a");
        append(stream, new byte[] {euro[1]});
        assertThat(data(events)).isEmpty();
        append(stream, new byte[] {euro[2], 'c'});
        assertThat(data(events)).containsExactly("b€c");
    }

    @Test
    void waitsForTheBytesAfterACharacterThatIsHeldBack() throws IOException {
        DurableStream stream = create("text/plain");
        SseEventWriter events = events(stream, 0);
        append(stream, new byte[] {(byte) 0xe2});
        assertThat(data(events)).isEmpty();
        assertThat(stream.addWaiter(events.seen(), () -> {})).isTrue();
    }

    @Test
    void sendsTheRestWhenTheStreamIsClosed() throws IOException {
        DurableStream stream = create("text/plain");
        SseEventWriter events = events(stream, 0);
        append(stream, new byte[] {(byte) 0xe2});
        assertThat(data(events)).isEmpty();
        stream.append(new AppendRequest(Optional.empty(), new byte[0], true, null, null))
                .join();
        String rest = new String(events.next(), ISO_8859_1);
        assertThat(rest)
                .startsWith("event: data\ndata:\u00e2\n\nevent: control\n")
                .contains("streamClosed");
        assertThat(events.ended()).isTrue();
    }

    /** A reader received the first half by a long-poll, and continues with events. */
    @Test
    void sendsBase64ToAReaderThatBeginsWithinACharacter() throws IOException {
        DurableStream stream = create("text/plain");
        byte[] euro = "€".getBytes(UTF_8);
        append(stream, new byte[] {'a'});
        append(stream, new byte[] {euro[0], euro[1]});
        append(stream, new byte[] {euro[2], 'b'});
        SseEventWriter within = events(stream, 3);
        assertThat(within.areEncoded()).isTrue();
        assertThat(data(within)).containsExactly(Base64.getEncoder().encodeToString(new byte[] {euro[2], 'b'}));
        assertThat(events(stream, 1).areEncoded()).isFalse();
    }

    @Test
    void continuesAfterALongAppendThatBeginsWithTheRestOfACharacter() throws IOException {
        DurableStream stream = create("text/plain");
        append(stream, new byte[] {(byte) 0xc3});
        byte[] rest = ("?" + "x".repeat(200_000)).getBytes(US_ASCII);
        rest[0] = (byte) 0xa9;
        append(stream, rest);
        assertThat(String.join("", data(events(stream, 0)))).isEqualTo("é" + "x".repeat(200_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain;charset=iso-8859-1",
                "text/plain; charset=\"ISO-8859-1\"",
                "text/html; version=1; Charset=windows-1252"
            })
    void sendsBase64OfTextInAnotherCharset(String type) throws IOException {
        DurableStream stream = create(type);
        append(stream, "é".getBytes(ISO_8859_1));
        SseEventWriter events = events(stream, 0);
        assertThat(events.areEncoded()).isTrue();
        assertThat(data(events)).containsExactly(Base64.getEncoder().encodeToString("é".getBytes(ISO_8859_1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "text/plain;charset=utf-8",
                "text/plain; charset=\"UTF-8\"",
                "text/plain;charset=utf8",
                "text/plain;charset=us-ascii",
                "application/json;charset=iso-8859-1"
            })
    void sendsTextOfUtf8AsItIs(String type) {
        assertThat(ContentType.parse(type).isUtf8()).isTrue();
    }

    /** For any split of a text into appends, and any moment of a read or reconnect. */
    @Property(tries = 500)
    void neverSendsHalfACharacterAndLosesNone(@ForAll("texts") String text, @ForAll List<Boolean> choices)
            throws IOException {
        DurableStream stream = create("text/plain");
        byte[] bytes = text.getBytes(UTF_8);
        StringBuilder read = new StringBuilder();
        SseEventWriter events = events(stream, 0);
        long offset = 0;
        for (int i = 0; i < bytes.length; i++) {
            append(stream, new byte[] {bytes[i]});
            if (i < choices.size() && choices.get(i)) {
                List<String> frames = frames(events);
                read.append(String.join("", dataOf(frames)));
                offset = offsetOf(frames, offset);
            } else if (i % 3 == 0) {
                events = events(stream, offset);
            }
        }
        read.append(String.join("", data(events)));
        assertThat(read.toString()).isEqualTo(text);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("a", "é", "€", "𝄞", "\u0000", "ß")
                .list()
                .ofMaxSize(20)
                .map(all -> String.join("", all));
    }

    private DurableStream create(String type) {
        String id = "s" + System.nanoTime();
        streams.create(
                        id,
                        new CreateRequest(
                                Optional.of(ContentType.parse(type)),
                                StreamLifetime.FOREVER,
                                Optional.empty(),
                                false,
                                new byte[0]))
                .join();
        return streams.find(id);
    }

    private static void append(DurableStream stream, byte[] bytes) {
        stream.append(new AppendRequest(Optional.of(stream.config().contentType()), bytes, false, null, null))
                .join();
    }

    private static SseEventWriter events(DurableStream stream, long from) {
        return new SseEventWriter(stream, from, CURSOR);
    }

    private static List<String> data(SseEventWriter events) throws IOException {
        return dataOf(frames(events));
    }

    /** The events that can be sent now, decoded strictly. */
    private static List<String> frames(SseEventWriter events) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece = events.next(); piece.length > 0; piece = events.next()) {
            all.writeBytes(piece);
        }
        return new ArrayList<>(Arrays.asList(strict(all.toByteArray()).split("\n\n")));
    }

    private static String strict(byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, ISO_8859_1) + "\n\nevent: data\ndata: NOT UTF-8";
        }
    }

    private static List<String> dataOf(List<String> frames) {
        return frames.stream()
                .filter(frame -> frame.startsWith("event: data\n"))
                .map(frame ->
                        frame.lines().skip(1).map(line -> line.substring(5)).collect(Collectors.joining("\n")))
                .toList();
    }

    private static long offsetOf(List<String> frames, long before) {
        long offset = before;
        for (String frame : frames) {
            Matcher found = OFFSET.matcher(frame);
            if (found.find()) {
                offset = StreamOffset.parse(found.group(1)).bytes();
            }
        }
        return offset;
    }
}
