package org.streamlistening.internal.store.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.ContentType;
import org.streamlistening.internal.engine.state.ForkOrigin;
import org.streamlistening.internal.engine.state.ForkRequest;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.ProducerState;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamConfig;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.engine.state.StreamOffset;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.SharedTransaction;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.StoredStream;

/** Makes random changes in a store and in a model of it, which must stay equal. */
final class ModelledStore {

    private static final List<String> IDS = List.of("a", "A", "it's/\"b\"", "ü".repeat(1024), "fork");
    private static final List<String> SEQS = List.of("1", "", "x\\y", "\0", "ä");

    private final DatabaseStore store;
    private final Random random;
    private final Map<String, Modelled> model = new TreeMap<>();
    private final List<String> expectedChanges = new ArrayList<>();

    /** What the store reported. */
    final List<String> changes = new ArrayList<>();

    /** A stream as it must be. */
    private record Modelled(StoredStream stream, String text, Map<String, ProducerState> producers) {

        long number() {
            return stream.number();
        }

        Modelled with(StreamImage image, String then, Map<String, ProducerState> now) {
            return new Modelled(new StoredStream(plain(image), stream.forkDepth(), stream.forks()), then, now);
        }

        Modelled withForks(int difference) {
            return new Modelled(
                    new StoredStream(stream.image(), stream.forkDepth(), stream.forks() + difference), text, producers);
        }

        /** As a store returns it. */
        private static StreamImage plain(StreamImage i) {
            return new StreamImage(
                    i.number(),
                    i.incarnation(),
                    i.id(),
                    i.config(),
                    i.origin(),
                    i.state(),
                    Map.of(),
                    i.hidden(),
                    i.lastUsed(),
                    i.earliest(),
                    List.of());
        }
    }

    /** What is done to a stream. */
    enum Act {
        CREATE,
        FORK,
        APPEND,
        APPEND_SEVERAL,
        CLOSE,
        TOUCH,
        TRIM,
        HIDE,
        DROP,
        FORGET_PRODUCERS,
        CLEAN,
        READ
    }

    /** The state of a stream after a change that failed, and may have been kept. */
    private @Nullable Modelled perhaps;

    ModelledStore(DatabaseStore store, Random random) {
        this.store = store;
        this.random = random;
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** Prepares an act, without using the store; the act compares its result with that of the model. */
    Runnable prepare(Act act) {
        String id = any(IDS);
        return switch (act) {
            case CREATE -> createStream(id, null);
            case FORK -> createStream(id, any(IDS));
            case APPEND -> append(id, 1 + random.nextInt(2), false);
            case APPEND_SEVERAL -> append(id, 2 + random.nextInt(4), random.nextInt(4) == 0);
            case CLOSE -> append(id, 0, true);
            case TOUCH -> touch(id);
            case TRIM -> trim(id);
            case HIDE -> hide(id);
            case DROP -> drop(id);
            case FORGET_PRODUCERS -> forget(id);
            case CLEAN -> store::clean;
            case READ -> this::checkEquality;
        };
    }

    /** As {@link #on}, for a change that can be made twice: if it fails, it may have been kept. */
    private Runnable repeatable(
            String id, Function<StoredStream, StreamChange> decides, Keeps keeps, Function<Modelled, Modelled> then) {
        Runnable act = on(id, decides, keeps, then);
        Modelled before = model.get(id);
        return () -> {
            perhaps = before == null ? null : then.apply(before);
            act.run();
            perhaps = null;
        };
    }

    /** Takes the change that may have been kept into the model if it was. */
    private void settle() {
        Modelled kept = perhaps;
        perhaps = null;
        if (kept == null) {
            return;
        }
        String id = kept.stream.image().id();
        boolean isKept = store.find(id).filter(kept.stream::equals).isPresent()
                && producers(kept).equals(kept.producers);
        if (isKept) {
            model.put(id, kept);
        }
    }

    private Map<String, ProducerState> producers(Modelled modelled) {
        return store.transact(transaction -> transaction.producers(modelled.number(), List.of("p", "P", "p ", "q")));
    }

    /** Changes the store, then the model. */
    private Runnable on(
            String id, Function<StoredStream, StreamChange> decides, Keeps keeps, Function<Modelled, Modelled> then) {
        Modelled before = model.get(id);
        if (before == null) {
            return () -> assertThat(store.find(id)).isEmpty();
        }
        StreamChange change = decides.apply(before.stream);
        return () -> {
            StoredStream locked = store.transact(transaction -> {
                StoredStream found = transaction.lock(id).orElseThrow();
                keeps.keep(transaction, found, change);
                return found;
            });
            Modelled after = then.apply(before);
            // What can be made twice is made twice if the connection is lost in the commit.
            assertThat(locked).isIn(before.stream, after.stream);
            model.put(id, after);
        };
    }

    private interface Keeps {
        void keep(SharedTransaction transaction, StoredStream before, StreamChange change);
    }

    private Runnable createStream(String id, @Nullable String sourceId) {
        Modelled source = sourceId == null || sourceId.equals(id) ? null : model.get(sourceId);
        StreamLifetime lifetime = lifetime();
        StreamState origin = StreamState.beginningAt(0, 0);
        Optional<ForkOrigin> fork = Optional.empty();
        if (source != null) {
            origin = StreamState.beginningAt(
                    source.stream.image().state().tail(),
                    source.stream.image().state().messages());
            Optional<StreamOffset> offset =
                    random.nextBoolean() ? Optional.empty() : Optional.of(new StreamOffset(random.nextInt(9), 4));
            fork = Optional.of(new ForkOrigin(
                    new ForkRequest(sourceId, offset, random.nextInt(3)), lifetime(), source.number(), origin.tail()));
        }
        String text = random.nextBoolean() ? "" : "é" + random.nextInt(1000);
        StoredAppend append = text.isEmpty() ? StoredAppend.EMPTY : TestChanges.bytes(text);
        StreamChange.Created created = new StreamChange.Created(
                random.nextLong(),
                random.nextLong(1L << 50),
                id,
                new StreamConfig(ContentType.parse(any(List.of("text/plain", "Text/HTML; charset=x"))), lifetime, fork),
                time(),
                origin,
                random.nextInt(5),
                append,
                random.nextInt(5) == 0);
        boolean exists = model.containsKey(id);
        int depth = source == null ? 0 : source.stream.forkDepth() + 1;
        return () -> {
            boolean made = store.transact(transaction -> {
                if (transaction.lock(id).isPresent()) {
                    return false;
                }
                if (source != null) {
                    assertThat(transaction.lock(source.number())).contains(source.stream);
                    transaction.addForks(source.number(), 1);
                }
                transaction.create(created, depth);
                return true;
            });
            assertThat(made).isEqualTo(!exists);
            if (made) {
                StreamImage image = StreamImage.before(created).after(created);
                model.put(id, new Modelled(new StoredStream(image, depth, 0), text, Map.of()));
                if (source != null) {
                    model.put(sourceId, source.withForks(1));
                }
                expectedChanges.add(id);
            }
        };
    }

    private StreamLifetime lifetime() {
        return switch (random.nextInt(3)) {
            case 0 -> StreamLifetime.FOREVER;
            case 1 -> new StreamLifetime(OptionalLong.of(random.nextLong(99_999_999_999L)), Optional.empty());
            default -> new StreamLifetime(OptionalLong.empty(), Optional.of(time().plusNanos(random.nextInt(999))));
        };
    }

    private Instant time() {
        return TestChanges.NOW.plusMillis(random.nextInt(10_000));
    }

    private Runnable append(String id, int appends, boolean closes) {
        Modelled before = model.get(id);
        // The engine appends to no closed stream.
        if (before == null || before.stream.image().state().closed()) {
            return () -> {};
        }
        List<StreamChange.Appended> changes = new ArrayList<>();
        StreamImage image = before.stream.image();
        StringBuilder text = new StringBuilder(before.text);
        Map<String, ProducerState> producers = new HashMap<>(before.producers);
        for (int i = 0; i < appends || (closes && i == appends); i++) {
            boolean last = i == appends;
            String one = "m" + random.nextInt(100_000);
            String two = "n".repeat(1 + random.nextInt(200));
            ProducerRequest producer = random.nextBoolean()
                    ? null
                    : new ProducerRequest(any(List.of("p", "P", "p ")), random.nextInt(3), random.nextInt(50));
            StreamChange.Appended change = new StreamChange.Appended(
                    image.number(),
                    time(),
                    last ? StoredAppend.EMPTY : TestChanges.bytes(one, two),
                    last,
                    producer,
                    random.nextBoolean() ? null : any(SEQS));
            changes.add(change);
            Instant used = image.lastUsed();
            image = image.after(change);
            image = image.lastUsedAt(used.isAfter(change.at()) ? used : change.at());
            text.append(last ? "" : one + two);
            if (producer != null) {
                producers.put(producer.id(), new ProducerState(producer, change.at()));
            }
        }
        StreamImage after = image;
        return on(
                id,
                stream -> changes.get(0),
                (transaction, locked, first) -> transaction.append(locked, changes),
                was -> {
                    expectedChanges.add(id);
                    return was.with(after, text.toString(), producers);
                });
    }

    private Runnable touch(String id) {
        Instant at = time();
        return repeatable(
                id,
                stream -> new StreamChange.Touched(stream.number(), at),
                (transaction, before, change) -> transaction.touch(before.number(), at),
                was -> was.stream.image().lastUsed().isAfter(at)
                        ? was
                        : was.with(was.stream.image().lastUsedAt(at), was.text, was.producers));
    }

    private Runnable trim(String id) {
        int position = random.nextInt(20);
        return repeatable(
                id,
                stream -> new StreamChange.Trimmed(stream.number(), position),
                (transaction, before, change) -> transaction.trim(before.number(), position, false),
                was -> was.with(
                        was.stream.image().after(new StreamChange.Trimmed(was.number(), position)),
                        was.text,
                        was.producers));
    }

    private Runnable hide(String id) {
        return on(
                id,
                stream -> new StreamChange.Hidden(stream.number()),
                (transaction, before, change) -> transaction.hide(before.number()),
                was -> {
                    expectedChanges.add(id);
                    return was.with(
                            was.stream.image().after(new StreamChange.Hidden(was.number())), was.text, was.producers);
                });
    }

    private Runnable drop(String id) {
        Modelled before = model.get(id);
        Optional<Modelled> source = before == null
                ? Optional.empty()
                : before.stream
                        .image()
                        .config()
                        .fork()
                        .flatMap(fork -> model.values().stream()
                                .filter(candidate -> candidate.number() == fork.source())
                                .findFirst());
        return () -> {
            boolean dropped = store.transact(transaction -> {
                Optional<StoredStream> found = transaction.lock(id);
                if (found.isEmpty()) {
                    return false;
                }
                source.ifPresent(from -> {
                    assertThat(transaction.lock(from.number())).contains(from.stream);
                    transaction.addForks(from.number(), -1);
                });
                transaction.drop(found.get().number());
                return true;
            });
            assertThat(dropped).isEqualTo(before != null);
            if (dropped) {
                model.remove(id);
                source.ifPresent(from -> model.put(from.stream.image().id(), from.withForks(-1)));
                expectedChanges.add(id);
            }
        };
    }

    private Runnable forget(String id) {
        Instant time = time();
        return repeatable(
                id,
                stream -> new StreamChange.Touched(stream.number(), time),
                (transaction, before, change) -> transaction.forgetProducers(before.number(), time),
                was -> {
                    Map<String, ProducerState> left = new HashMap<>(was.producers);
                    left.values().removeIf(producer -> producer.at().isBefore(time));
                    return was.with(was.stream.image(), was.text, left);
                });
    }

    /** Compares everything that the store and the model have. */
    void checkEquality() {
        settle();
        assertThat(store.after(Long.MIN_VALUE, 100))
                .containsExactlyInAnyOrderElementsOf(
                        model.values().stream().map(Modelled::stream).toList());
        model.forEach((id, modelled) -> {
            assertThat(store.find(id)).contains(modelled.stream);
            assertThat(TestChanges.text(store, id)).isEqualTo(modelled.text);
            assertThat(producers(modelled)).isEqualTo(modelled.producers);
        });
        assertThat(store.count()).isEqualTo(model.size());
        assertThat(changes).isEqualTo(expectedChanges);
    }

    /** @return whether the store said that it cannot be used */
    boolean run(Act act) {
        Runnable prepared = prepare(act);
        try {
            prepared.run();
            return true;
        } catch (StoreException failure) {
            assertThat(failure.reason()).isEqualTo(StoreException.Reason.UNAVAILABLE);
            return false;
        }
    }
}
