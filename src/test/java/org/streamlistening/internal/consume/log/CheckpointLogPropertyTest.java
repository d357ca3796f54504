package org.streamlistening.internal.consume.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.RetryPolicy;
import org.streamlistening.client.StreamException;
import org.streamlistening.consumer.CheckpointStore.Checkpoint;
import org.streamlistening.internal.consume.log.SteppedStreams.Killed;
import org.streamlistening.internal.consume.log.SteppedStreams.Kind;
import org.streamlistening.internal.consume.log.SteppedStreams.Step;
import org.streamlistening.server.OwnServer;
import org.streamlistening.server.ServerOptions;

/**
 * Several servers write the register of one consumer. Their requests are interleaved in any order; each can be lost, be
 * answered too late, arrive when nobody waits for it any more, or be sent twice; a server can stop for any time between
 * two requests, or end. All of them together see one atomic register, which then works on, in few streams.
 */
class CheckpointLogPropertyTest {

    private static final String CONSUMER = "audit";
    private static final int STEPS = 250;

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void allServersSeeOneRegister(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 4) int writers,
            @ForAll @IntRange(min = 2, max = 6) int records,
            @ForAll @IntRange(min = 0, max = 40) int faults)
            throws Exception {
        ModelStreams model = new ModelStreams();
        World world = new World(seed, model, new SegmentLimit(records, 1 << 20), faults, model::forgetProducers);
        world.run(writers);
        // The root, the segment of the index, that of the log, and what ended servers and lost requests left: at most
        // one new segment of each level.
        assertThat(model.names()).hasSizeLessThanOrEqualTo(3 + 2 * world.left);
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void allServersSeeOneRegisterInTheEmbeddedServer(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 4) int writers,
            @ForAll @IntRange(min = 2, max = 6) int records,
            @ForAll @IntRange(min = 0, max = 40) int faults)
            throws Exception {
        try (OwnServer server = new OwnServer(ServerOptions.builder().build());
                DurableStreamsClient client = DurableStreamsClient.builder(server.server())
                        .retry(RetryPolicy.never())
                        .build()) {
            LogStreams streams = new ClientLogStreams(() -> client, RegisterUse.CONSUMERS);
            new World(seed, streams, new SegmentLimit(records, 1 << 20), faults, () -> {}).run(writers);
        }
    }

    private static final class World {

        private final SteppedStreams steps = new SteppedStreams();
        private final RegisterHistory history = new RegisterHistory();
        private final List<Throwable> failures = new ArrayList<>();
        private final List<Supplier<Object>> inFlight = new ArrayList<>();
        private final AtomicInteger ids = new AtomicInteger();
        private final Random random;
        private final LogStreams server;
        private final SegmentLimit limit;
        private final int faults;
        private final Runnable forgetProducers;
        // Read by writers, of which one at a time runs.
        private boolean ending;
        private int nextWriter;
        private int left;

        World(long seed, LogStreams server, SegmentLimit limit, int faults, Runnable forgetProducers) {
            this.random = new Random(seed);
            this.server = server;
            this.limit = limit;
            this.faults = faults;
            this.forgetProducers = forgetProducers;
        }

        void run(int writers) throws InterruptedException {
            for (int i = 0; i < writers; i++) {
                startWriter();
            }
            int frozen = -1;
            for (int step = 0; step < STEPS && failures.isEmpty(); step++) {
                List<Step> waiting = steps.waiting();
                if (random.nextInt(30) == 0) {
                    frozen = random.nextInt(nextWriter);
                }
                Step next = waiting.get(random.nextInt(waiting.size()));
                if (next.writer != frozen || waiting.size() == 1) {
                    decide(next);
                }
                arrive();
            }
            ending = true;
            while (!steps.waiting().isEmpty()) {
                List<Step> waiting = steps.waiting();
                perform(waiting.get(random.nextInt(waiting.size())));
                arrive();
            }
            assertThat(failures).isEmpty();
            worksOn();
            history.check();
        }

        private void startWriter() throws InterruptedException {
            int writer = nextWriter++;
            steps.start(() -> write(writer));
        }

        private void decide(Step step) throws InterruptedException {
            if (random.nextInt(100) >= faults) {
                perform(step);
                return;
            }
            if (step.kind == Kind.BEGIN) {
                forgetProducers.run();
                perform(step);
                return;
            }
            // Each of these can leave new segments behind that are not named.
            left++;
            switch (random.nextInt(5)) {
                case 0 -> steps.respond(step, SteppedStreams.lostResponse());
                case 1 -> {
                    Object unused = response(step.request);
                    steps.respond(step, SteppedStreams.lostResponse());
                }
                case 2 -> {
                    inFlight.add(step.request);
                    steps.respond(step, SteppedStreams.lostResponse());
                }
                case 3 -> sendTwice(step);
                default -> kill(step);
            }
        }

        /** The client repeats a request by itself. It never repeats a creation: see the package. */
        private void sendTwice(Step step) throws InterruptedException {
            if (step.kind != Kind.CREATE) {
                if (random.nextBoolean()) {
                    Object unused = response(step.request);
                } else {
                    inFlight.add(step.request);
                }
            }
            perform(step);
        }

        private void kill(Step step) throws InterruptedException {
            if (random.nextBoolean()) {
                inFlight.add(step.request);
            }
            steps.respond(step, () -> {
                throw new Killed();
            });
            startWriter();
        }

        private void perform(Step step) throws InterruptedException {
            steps.respond(step, response(step.request));
        }

        /** Performs a request now, and returns its response. */
        private static Supplier<Object> response(Supplier<Object> request) {
            try {
                Object value = request.get();
                return () -> value;
            } catch (StreamException e) {
                return () -> {
                    throw e;
                };
            }
        }

        /** Perhaps a late request arrives. */
        private void arrive() {
            if (!inFlight.isEmpty() && random.nextInt(12) == 0) {
                Object unused = response(inFlight.remove(random.nextInt(inFlight.size())));
            }
        }

        private StreamCheckpoints store(LogStreams streams) {
            return new StreamCheckpoints(
                    streams, "consumers", limit, () -> "id" + ids.incrementAndGet(), RegisterUse.CONSUMERS);
        }

        private void write(int writer) {
            StreamCheckpoints store = store(steps.of(writer, server));
            long known = 0;
            boolean mustRead = true;
            try {
                while (true) {
                    Object unused = steps.await(new Step(writer, Kind.BEGIN, () -> ""));
                    if (ending) {
                        return;
                    }
                    try {
                        if (mustRead || random.nextInt(4) == 0) {
                            known = read(store);
                            mustRead = false;
                        } else {
                            long expected = random.nextInt(12) == 0 ? Math.max(0, known - 1) : known;
                            boolean written = write(store, expected);
                            known = written ? expected + 1 : known;
                            mustRead = !written && random.nextInt(8) > 0;
                        }
                    } catch (StreamException unknown) {
                        // As after a fault.
                        left++;
                        mustRead = random.nextInt(8) > 0;
                    }
                }
            } catch (RuntimeException | AssertionError e) {
                failures.add(e);
            }
        }

        private long read(StreamCheckpoints store) {
            int call = history.beginRead();
            Optional<Checkpoint> read = store.read(CONSUMER);
            long version = read.map(Checkpoint::version).orElse(0L);
            history.read(call, version, read.map(Checkpoint::content).orElse(""));
            return version;
        }

        private boolean write(StreamCheckpoints store, long expected) {
            int call = history.beginWrite(expected, "content " + history.size());
            boolean written = store.write(CONSUMER, expected, "content " + call);
            history.wrote(call, written);
            return written;
        }

        /** Without faults, one server writes on, while late requests still arrive. */
        private void worksOn() {
            StreamCheckpoints store = store(server);
            StreamCheckpoints reader = store(server);
            long version = read(store);
            for (int i = 0; i < 3 * limit.records() * limit.records(); i++) {
                if (!inFlight.isEmpty() && random.nextInt(4) == 0) {
                    Object unused = response(inFlight.remove(random.nextInt(inFlight.size())));
                }
                version = writeOn(store, version);
                if (random.nextInt(4) == 0) {
                    assertThat(read(reader)).isEqualTo(version);
                }
            }
            assertThat(read(store(server))).isEqualTo(read(reader));
        }

        private long writeOn(StreamCheckpoints store, long expected) {
            if (write(store, expected)) {
                return expected + 1;
            }
            // A late request of a server that ended has taken the version.
            long version = read(store);
            assertThat(version).isGreaterThan(expected);
            return version;
        }
    }
}
