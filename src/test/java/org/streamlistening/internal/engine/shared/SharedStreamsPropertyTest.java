package org.streamlistening.internal.engine.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.CommittedChange;
import org.streamlistening.internal.engine.ReadableStream;
import org.streamlistening.internal.engine.shared.ScriptedStore.Operation;
import org.streamlistening.internal.engine.shared.SharedModel.Kind;
import org.streamlistening.internal.engine.state.ForkRequest;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.store.SharedStore;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.StoredStream;
import org.streamlistening.server.Retention;

/**
 * Requests at two servers at the same time, with conflicts, and in half of the runs with failures of the store and lost
 * notices. Everything that was acknowledged is there once, readers that wait end, and the servers agree.
 */
class SharedStreamsPropertyTest {

    private static final List<String> IDS = List.of("a", "b", "c", "d");
    private static final int PATIENCE_SECONDS = 20;

    /** A reader that waits at a server. */
    private record Waiting(SharedStream stream, long position, CompletableFuture<Void> woken) {}

    private SharedModel model;
    private TwoServers servers;
    private Random random;
    private boolean troubles;
    private int texts;
    private final List<CompletableFuture<?>> pending = new ArrayList<>();
    private final List<SharedStream> opened = Collections.synchronizedList(new ArrayList<>());
    private final List<Waiting> waiting = new ArrayList<>();
    private final Map<String, ProducerRequest> producers = new HashMap<>();
    private final AtomicInteger untilFails = new AtomicInteger();

    private void begin(long seed, boolean withTroubles) {
        random = new Random(seed);
        troubles = withTroubles;
        texts = 0;
        model = new SharedModel();
        Random conflicts = new Random(seed);
        servers = new TwoServers(
                new SharedMemory(() -> conflicts.nextInt(4) == 0), Retention.EVERYTHING, SharedServer.LIMITS, 2);
        List.of(pending, opened, waiting).forEach(List::clear);
        producers.clear();
        untilFails.set(-1);
        servers.here.store().script(this::step);
        servers.there.store().script(this::step);
    }

    /** Lets the other threads overtake, or fails. */
    private void step(Operation operation) {
        for (int turns = ThreadLocalRandom.current().nextInt(50); turns > 0; turns--) {
            Thread.yield();
        }
        int left = untilFails.getAndUpdate(steps -> steps < 0 ? steps : steps - 1);
        if (left != 0) {
            return;
        }
        switch (operation) {
            case COMMITTED, TRANSACT -> throw StoreException.unknownOutcome();
            case FIND, AFTER -> throw StoreException.unavailable(SharedModel.INJECTED);
            case FOUND, MARKS -> throw new OutOfMemoryError(SharedModel.INJECTED);
            default -> throw new IllegalStateException(SharedModel.INJECTED);
        }
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void whatTwoServersAcknowledgeIsThereOnceAndBothAgree(
            @ForAll @Size(min = 20, max = 120) List<@IntRange(max = 21) Integer> acts,
            @ForAll long seed,
            @ForAll boolean withTroubles) {
        begin(seed, withTroubles);
        try {
            acts.forEach(this::act);
            settle();
            assertWaitersEnd();
            readAll();
            assertAgreed();
            assertNothingIsLeft();
        } finally {
            servers.close();
        }
        model.assertOnlyExpectedFailures();
    }

    private void act(int act) {
        SharedServer server = random.nextBoolean() ? servers.here : servers.there;
        String id = IDS.get(random.nextInt(IDS.size()));
        String text = "<" + texts++ + ">";
        // Incarnations of the same second are equal once in a million.
        servers.pass(Duration.ofSeconds(1));
        switch (act) {
            case 0, 1 -> {
                StreamLifetime lifetime = random.nextInt(3) == 0 ? TwoServers.unusedFor(60) : StreamLifetime.FOREVER;
                follow(id, Kind.CREATE, text, null, server.create(id, text, Optional.empty(), lifetime));
            }
            case 2, 3 -> {
                String source = IDS.get(random.nextInt(IDS.size()));
                Optional<ForkRequest> fork = Optional.of(new ForkRequest(source, Optional.empty(), 0));
                follow(id, Kind.CREATE, text, null, server.create(id, text, fork, StreamLifetime.FOREVER));
            }
            case 4, 5, 6, 7 -> follow(id, Kind.APPEND, text, null, server.append(id, text));
            case 8 -> {
                if (random.nextInt(3) == 0) {
                    follow(id, Kind.CLOSE, "", null, server.close(id));
                }
            }
            case 9, 10, 11 -> produce(id, server, text);
            case 12 -> follow(id, Kind.DELETE, "", null, server.delete(id));
            case 13, 14 ->
                pending.add(server.open(id)
                        .handle((stream, failure) ->
                                failure == null ? opened.add((SharedStream) stream) : note(failure)));
            case 15, 16 -> await();
            case 17 -> read(server, id);
            case 18 -> server.streams().sweep();
            case 19 -> servers.pass(Duration.ofSeconds(random.nextInt(40)));
            case 20 -> {
                if (troubles) {
                    untilFails.set(random.nextInt(8));
                    server.store().losesNotices(random.nextBoolean());
                }
            }
            default -> joinAll();
        }
    }

    private boolean note(Throwable failure) {
        model.failed(cause(failure));
        return false;
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    private CompletableFuture<Boolean> follow(
            String id,
            Kind kind,
            String text,
            @Nullable ProducerRequest producer,
            CompletableFuture<CommittedChange> request) {
        CompletableFuture<Boolean> followed = request.handle((change, failure) -> {
            model.ended(id, kind, text, producer, change, failure == null ? null : cause(failure));
            return failure == null;
        });
        pending.add(followed);
        return followed;
    }

    /** The next request of a producer, a duplicate, or a new epoch, at one server or at both at once. */
    private void produce(String id, SharedServer server, String text) {
        String name = "p" + random.nextInt(2);
        ProducerRequest next = producers.getOrDefault(id + name, new ProducerRequest(name, 0, 0));
        int choice = random.nextInt(6);
        if (choice == 0) {
            next = new ProducerRequest(name, next.epoch() + 1, 0);
        } else if (choice == 1 && next.seq() > 0) {
            next = new ProducerRequest(name, next.epoch(), next.seq() - 1);
        }
        CompletableFuture<Boolean> one = follow(id, Kind.APPEND, text, next, server.append(id, text, next, false));
        SharedServer other = random.nextBoolean() ? servers.here : servers.there;
        String again = "<" + texts++ + ">";
        CompletableFuture<Boolean> second = follow(id, Kind.APPEND, again, next, other.append(id, again, next, false));
        boolean accepted = await(one) | await(second);
        producers.put(
                id + name,
                accepted
                        ? new ProducerRequest(name, next.epoch(), next.seq() + 1)
                        : new ProducerRequest(name, next.epoch() + random.nextInt(2), 0));
        if (next.epoch() > 0 && accepted) {
            ProducerRequest stale = new ProducerRequest(name, next.epoch() - 1, 7000);
            assertThat(await(follow(id, Kind.APPEND, "", stale, server.append(id, "<stale>", stale, false))))
                    .isFalse();
        }
    }

    private static <T> T await(CompletableFuture<T> stage) {
        try {
            return stage.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError("hangs, or fails", failure);
        }
    }

    private void joinAll() {
        pending.forEach(SharedStreamsPropertyTest::await);
        pending.clear();
    }

    private void await() {
        synchronized (opened) {
            if (opened.isEmpty()) {
                return;
            }
            // Often the last one, which was read at the same time as other requests changed it.
            int last = opened.size() - 1;
            SharedStream stream = opened.get(random.nextBoolean() ? last : random.nextInt(opened.size()));
            long position = stream.content().state().tail();
            CompletableFuture<Void> woken = new CompletableFuture<>();
            if (stream.addWaiter(position, () -> woken.complete(null))) {
                waiting.add(new Waiting(stream, position, woken));
            }
        }
    }

    private void read(SharedServer server, String id) {
        SharedModel before = model.acknowledged();
        try {
            ReadableStream stream = await(server.open(id).handle((found, failure) -> {
                        if (failure != null) {
                            note(failure);
                        }
                        return Optional.<ReadableStream>ofNullable(found);
                    }))
                    .orElseThrow(() -> RequestRejectedException.notFound());
            before.assertHasAll(stream, SharedServer.text(stream.content()));
        } catch (RequestRejectedException | StoreException | IllegalStateException failure) {
            note(failure);
        }
    }

    /** Ends all requests; after failures, the sweeps find what was missed. */
    private void settle() {
        joinAll();
        untilFails.set(-1);
        servers.settle();
        if (troubles) {
            servers.here.store().losesNotices(false);
            servers.there.store().losesNotices(false);
            servers.sweep();
        }
    }

    /** A stream whose lifetime is over is deleted by the first server that reads it. */
    private void readAll() {
        for (String id : IDS) {
            found(servers.here, id);
            found(servers.there, id);
        }
        servers.settle();
    }

    private static Object found(SharedServer server, String id) {
        return await(server.open(id)
                .<Object>handle((stream, failure) ->
                        failure == null ? stream : ((RequestRejectedException) cause(failure)).reason()));
    }

    private void assertAgreed() {
        for (String id : IDS) {
            Object here = found(servers.here, id);
            Object there = found(servers.there, id);
            @Nullable SharedStream stream = here instanceof SharedStream found ? found : null;
            if (stream != null) {
                SharedStream same = (SharedStream) there;
                String text = SharedServer.text(stream.content());
                assertThat(SharedServer.text(same.content())).isEqualTo(text);
                assertThat(same.number()).isEqualTo(stream.number());
                assertThat(same.content().state()).isEqualTo(stream.content().state());
                model.assertHasAll(stream, text);
                model.assertHasNothingElse(stream, text);
            } else {
                assertThat(there).isEqualTo(here);
            }
            model.assertExistsAsLong(id, stream);
        }
    }

    /** A reader waits only if its stream has not changed since. Reads no stream at a server, which would wake it. */
    private void assertWaitersEnd() {
        SharedStore store = servers.memory.server();
        for (Waiting reader : waiting) {
            SharedStream stream = reader.stream();
            boolean unchanged = store.find(stream.number())
                    .map(StoredStream::image)
                    .filter(image -> !image.hidden())
                    .filter(image -> image.state().tail() == reader.position()
                            && !image.state().closed())
                    .isPresent();
            assertThat(reader.woken().isDone())
                    .as("%s at %s", stream.id(), reader.position())
                    .isEqualTo(!unchanged);
        }
    }

    private void assertNothingIsLeft() {
        for (String id : IDS) {
            await(servers.here.delete(id).handle((change, failure) -> true));
        }
        servers.sweep();
        assertThat(servers.memory.ids()).isEmpty();
        assertThat(waiting).allMatch(reader -> reader.woken().isDone());
    }
}
