package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.streamlistening.client.ScriptedServer.ReceivedRequest;
import org.streamlistening.internal.http.ResponseHandle;
import org.streamlistening.internal.http.StreamResponse;
import org.streamlistening.internal.http.Transport;

/**
 * Several writers of one producer, which also call it in the completions of its futures, under any fault of the server
 * and the network: every call ends, every future completes, and the stream contains exactly the accepted items, each
 * once and in the order of its writer.
 */
class ProducingPropertyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** The next action of a writer. Actions with THEN run in the completion of an append's future. */
    enum Act {
        APPEND,
        APPEND_POISON,
        FLUSH,
        CLOSE_STREAM,
        CLOSE,
        ABANDON,
        INTERRUPT_ANOTHER,
        SUPPLIER_FAILS,
        CLOSE_CLIENT,
        THEN_APPEND,
        THEN_FLUSH,
        THEN_CLOSE_STREAM,
        THEN_CLOSE,
        THEN_ABANDON,
        THEN_CLOSE_CLIENT
    }

    @Property(tries = 400, shrinking = ShrinkingMode.OFF)
    void everyCallEndsAndEachItemArrivesOnce(
            @ForAll @Size(max = 25) List<Act> first,
            @ForAll @Size(max = 25) List<Act> second,
            @ForAll @IntRange(min = 1, max = 4) int batchItems,
            @ForAll @IntRange(min = 1, max = 4) int inFlight,
            @ForAll @IntRange(min = 3, max = 40) int buffered,
            @ForAll long seed)
            throws Exception {
        World world = new World(
                seed,
                ProducerOptions.of("p")
                        .maxBatchItems(batchItems)
                        .maxInFlight(inFlight)
                        .maxBufferedBytes(buffered)
                        .linger(Duration.ofMillis(seed % 2 == 0 ? 0 : 2)));
        world.run(List.of(first, second));
        world.check();
    }

    /** An appended item, in the order of its writer, and its outcome. */
    private record Appended(String text, CompletableFuture<ProducedBatch> outcome) {}

    private static final class World implements Transport {

        private final ProducerServer server = new ProducerServer();
        private final Random random;
        private final DurableStreamsClient client;
        private final StreamProducer producer;
        private final List<Thread> writers = new CopyOnWriteArrayList<>();
        private final List<List<Appended>> appended = new CopyOnWriteArrayList<>();
        // The items of completions, which run on several threads.
        private final List<Appended> unordered = new CopyOnWriteArrayList<>();
        private final List<CompletableFuture<Void>> completions = new CopyOnWriteArrayList<>();
        private final List<Throwable> unexpected = new CopyOnWriteArrayList<>();
        private final AtomicInteger count = new AtomicInteger();
        private volatile boolean supplierFails;
        private volatile boolean closed;

        World(long seed, ProducerOptions options) {
            random = new Random(seed);
            client = TransportClients.over(
                    this, this::headers, new RetryPolicy(1000, Duration.ofNanos(1000), Duration.ofNanos(100_000), 1));
            producer = client.producer("s", options);
        }

        private Map<String, String> headers() {
            if (supplierFails) {
                throw new NoClassDefFoundError("Tokens");
            }
            return Map.of();
        }

        void run(List<List<Act>> acts) throws InterruptedException {
            List<Appended> ofCompletions = Collections.synchronizedList(new ArrayList<>());
            for (List<Act> own : acts) {
                List<Appended> items = new ArrayList<>();
                appended.add(items);
                Thread writer = new Thread(() -> own.forEach(act -> guarded(() -> act(act, items, ofCompletions))));
                writer.setDaemon(true);
                writers.add(writer);
            }
            writers.forEach(Thread::start);
            for (Thread writer : writers) {
                joined(writer);
            }
            Thread last = new Thread(() -> guarded(producer::close));
            last.start();
            joined(last);
            unordered.addAll(ofCompletions);
        }

        private static void joined(Thread thread) throws InterruptedException {
            thread.join(PATIENCE.toMillis());
            assertThat(thread.isAlive())
                    .as(() -> "waits for ever: " + Arrays.toString(thread.getStackTrace()))
                    .isFalse();
        }

        /** The permitted exceptions of a call. */
        private void guarded(Runnable call) {
            try {
                call.run();
            } catch (Throwable e) {
                boolean documented = e instanceof StreamException
                        || e instanceof IllegalStateException
                        || e instanceof NoClassDefFoundError;
                if (!documented) {
                    unexpected.add(e);
                }
            }
            // The next action waits again.
            Thread.interrupted();
        }

        private void act(Act act, List<Appended> items, List<Appended> ofCompletions) {
            switch (act) {
                case APPEND -> append(items, "a");
                case APPEND_POISON -> append(items, "poison");
                case FLUSH -> flush(items);
                case CLOSE_STREAM -> producer.closeStream(StreamContent.text("<end>"));
                case CLOSE -> producer.close();
                case ABANDON -> producer.abandon();
                case INTERRUPT_ANOTHER ->
                    writers.get(count.get() % writers.size()).interrupt();
                case SUPPLIER_FAILS -> supplierFails = true;
                case CLOSE_CLIENT -> client.close();
                case THEN_APPEND ->
                    then(items, () -> {
                        append(ofCompletions, "c");
                        append(ofCompletions, "c");
                    });
                case THEN_FLUSH -> then(items, producer::flush);
                case THEN_CLOSE_STREAM -> then(items, producer::closeStream);
                case THEN_CLOSE -> then(items, producer::close);
                case THEN_ABANDON -> then(items, producer::abandon);
                case THEN_CLOSE_CLIENT -> then(items, client::close);
            }
        }

        private Appended append(List<Appended> items, String prefix) {
            String text = "<" + prefix + count.incrementAndGet() + ">";
            Appended item = new Appended(text, producer.append(StreamContent.text(text)));
            items.add(item);
            return item;
        }

        private void flush(List<Appended> items) {
            List<Appended> before = List.copyOf(items);
            producer.flush();
            assertThat(before).allMatch(item -> item.outcome().isDone());
        }

        private void then(List<Appended> items, Runnable call) {
            completions.add(append(items, "b").outcome().handle((batch, failure) -> {
                guarded(call);
                return null;
            }));
        }

        void check() throws Exception {
            for (CompletableFuture<Void> completion : completions) {
                completion.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }
            assertThat(unexpected).isEmpty();
            String content = String.join("", server.content());
            for (List<Appended> items : appended) {
                int from = 0;
                for (Appended item : items) {
                    from = indexOf(item, content, from);
                }
            }
            for (Appended item : unordered) {
                indexOf(item, content, 0);
            }
            assertThat(content)
                    .doesNotContain("poison")
                    .satisfiesAnyOf(
                            text -> assertThat(text).endsWith("<end>"),
                            text -> assertThat(text).doesNotContain("<end>"));
            client.close();
        }

        /** The index of an accepted item in the stream; {@code from} for another one. */
        private static int indexOf(Appended item, String content, int from) throws Exception {
            boolean accepted = item.outcome()
                    .handle((batch, failure) -> failure == null)
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            int at = content.indexOf(item.text());
            assertThat(content.indexOf(item.text(), at + 1))
                    .as("a second %s in %s", item, content)
                    .isEqualTo(-1);
            if (accepted) {
                assertThat(at).as("%s in %s", item, content).isGreaterThanOrEqualTo(from);
            }
            return accepted ? at : from;
        }

        @Override
        public Connection connect(Duration silence) {
            return new Connection() {
                @Override
                public StreamResponse send(Request request) throws IOException {
                    return respond(request);
                }

                @Override
                public void close() {
                    closed = true;
                }
            };
        }

        /** One request in four is lost, or its response is lost, or the server is unavailable. */
        private StreamResponse respond(Request request) throws IOException {
            int dice;
            synchronized (random) {
                dice = random.nextInt(12);
            }
            if (closed || dice == 0) {
                throw new IOException("lost");
            }
            StreamContent body = request.content();
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            headers.putAll(request.headers());
            ReceivedRequest received = new ReceivedRequest(
                    request.method(), "s", headers, body == null ? new byte[0] : body.toBytes(), System.nanoTime());
            ScriptedResponse response = dice == 1 ? ScriptedResponse.status(503) : server.respond(received);
            if (dice == 2) {
                throw new IOException("lost");
            }
            return new StreamResponse(
                    response.status(),
                    name -> response.headers().get(name),
                    true,
                    InputStream.nullInputStream(),
                    ResponseHandle.of(() -> {}));
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
