package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.streamlistening.LiveMode;
import org.streamlistening.StreamMessage;

/** A reader returns exactly the appended content, in order, however it is split into pages, cut and interrupted. */
class ReadingPropertiesTest {

    private static final RetryPolicy AT_ONCE = new RetryPolicy(200, Duration.ofMillis(1), Duration.ofMillis(2), 1);

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void readsExactlyTheMessagesThatWereAppended(
            @ForAll("jsonValues") @Size(max = 60) List<String> values,
            @ForAll LiveMode mode,
            @ForAll ClientTransport transport,
            @ForAll @IntRange(min = 1, max = 40) int maxPage,
            @ForAll long seed) {
        List<StreamMessage> read = new ArrayList<>();
        List<byte[]> written = values.stream()
                .map(value -> value.getBytes(StandardCharsets.UTF_8))
                .toList();
        read(written, "application/json", mode, transport, maxPage, seed, read);
        assertThat(read).extracting(StreamMessage::text).isEqualTo(values);
    }

    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void readsExactlyTheBytesThatWereAppended(
            @ForAll @Size(max = 30) List<@Size(min = 1, max = 900) byte[]> written,
            @ForAll LiveMode mode,
            @ForAll ClientTransport transport,
            @ForAll @IntRange(min = 1, max = 20) int maxPage,
            @ForAll long seed) {
        List<StreamMessage> read = new ArrayList<>();
        read(written, "application/octet-stream", mode, transport, maxPage, seed, read);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        written.forEach(expected::writeBytes);
        ByteArrayOutputStream actual = new ByteArrayOutputStream();
        read.forEach(message -> actual.writeBytes(message.bytes()));
        assertThat(actual.toByteArray()).isEqualTo(expected.toByteArray());
    }

    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void readsExactlyTheTextThatWasAppended(
            @ForAll("texts") @Size(max = 30) List<String> texts,
            @ForAll LiveMode mode,
            @ForAll ClientTransport transport,
            @ForAll @IntRange(min = 1, max = 20) int maxPage,
            @ForAll long seed) {
        List<StreamMessage> read = new ArrayList<>();
        List<byte[]> written = texts.stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        read(written, "text/plain; charset=utf-8", mode, transport, maxPage, seed, read);
        StringBuilder all = new StringBuilder();
        read.forEach(message -> all.append(message.text()));
        assertThat(all.toString()).isEqualTo(String.join("", texts));
    }

    /** Appends that end inside of a character, and text that is not UTF-8 at all. */
    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void readsExactlyTheBytesOfTextHoweverItIsAppended(
            @ForAll("texts") @Size(max = 20) List<String> texts,
            @ForAll LiveMode mode,
            @ForAll ClientTransport transport,
            @ForAll @IntRange(min = 1, max = 20) int maxPage,
            @ForAll boolean latin,
            @ForAll long seed) {
        byte[] all = String.join("", texts).getBytes(latin ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        List<byte[]> written = new ArrayList<>();
        Random random = new Random(seed);
        for (int at = 0; at < all.length; ) {
            int to = Math.min(all.length, at + 1 + random.nextInt(300));
            written.add(Arrays.copyOfRange(all, at, to));
            at = to;
        }
        List<StreamMessage> read = new ArrayList<>();
        read(written, "text/plain" + (latin ? ";charset=iso-8859-1" : ""), mode, transport, maxPage, seed, read);
        ByteArrayOutputStream actual = new ByteArrayOutputStream();
        read.forEach(message -> actual.writeBytes(message.bytes()));
        assertThat(actual.toByteArray()).isEqualTo(all);
    }

    /**
     * Also changes the reader now and then, in the middle of a batch, as a listener that moves to another node does.
     */
    private static void read(
            List<byte[]> written,
            String contentType,
            LiveMode mode,
            ClientTransport transport,
            int maxPage,
            long seed,
            List<StreamMessage> read) {
        Random random = new Random(seed);
        UnsteadyServer stream = new UnsteadyServer(seed, written, contentType, maxPage, 0.25);
        Interrupts interrupts = new Interrupts(new Random(seed + 1));
        try (ScriptedServer server = new ScriptedServer().respondsByDefault(request -> {
                    interrupts.now();
                    return stream.respond(request);
                });
                DurableStreamsClient client = DurableStreamsClient.builder(server.base())
                        .transport(transport)
                        .maxChunkBytes(1024)
                        .build()) {
            ReadOptions options = ReadOptions.live(mode);
            boolean closed = false;
            while (!closed) {
                try (StreamReader reader = client.follow("chat", options, AT_ONCE)) {
                    for (int batches = 1 + random.nextInt(20); batches > 0 && !closed; batches--) {
                        StreamBatch batch = interrupts.next(reader);
                        int taken = batches == 1
                                ? random.nextInt(batch.messages().size() + 1)
                                : batch.messages().size();
                        read.addAll(batch.messages().subList(0, taken));
                        options = options.from(batch.after(taken));
                        closed = batch.closed() && taken == batch.messages().size();
                        if (batch.closed()) {
                            break;
                        }
                    }
                } catch (StreamDecodeException e) {
                    // The only final failure of this model, and its only cause.
                    assertThat(e).hasMessageContaining("content coding");
                }
            }
        } finally {
            interrupts.end();
        }
    }

    /** Interrupts the reading thread while it waits for some of the responses. */
    private static final class Interrupts {

        private final Thread reading = Thread.currentThread();
        private final Random random;
        private boolean ended;

        Interrupts(Random random) {
            this.random = random;
        }

        synchronized void now() {
            if (!ended && random.nextInt(8) == 0) {
                reading.interrupt();
            }
        }

        StreamBatch next(StreamReader reader) {
            while (true) {
                try {
                    return reader.next();
                } catch (CancellationException e) {
                    assertThat(Thread.interrupted()).isTrue();
                }
            }
        }

        synchronized void end() {
            ended = true;
            Thread.interrupted();
        }
    }

    @Provide
    Arbitrary<List<String>> jsonValues() {
        Arbitrary<String> string = Arbitraries.strings()
                .withChars('a', 'é', '€', '\u2028', ' ', '}', ']', ',')
                .ofMaxLength(200)
                .map(text -> "\"" + text + "\\n\\ud83d\\ude00\"");
        Arbitrary<String> number = Arbitraries.of("0", "-0.0", "1.0", "1E2", "12345678901234567890", "1e-7");
        Arbitrary<String> word = Arbitraries.of("true", "false", "null", "[]", "{}", "[ ]");
        Arbitrary<String> leaf = Arbitraries.oneOf(string, number, word);
        Arbitrary<String> nested =
                leaf.list().ofMaxSize(4).map(leaves -> "{\"k\": [" + String.join(" ,\n", leaves) + "]}");
        return Arbitraries.oneOf(leaf, nested).list();
    }

    @Provide
    Arbitrary<List<String>> texts() {
        return Arbitraries.strings()
                .withChars('a', 'é', '€', '\u2028', ' ', ':', '\n', '\u0085')
                .ofMinLength(1)
                .ofMaxLength(700)
                // A line feed is a line end of the event stream; other ends are not kept by it.
                .map(text -> text + "😀")
                .list();
    }
}
