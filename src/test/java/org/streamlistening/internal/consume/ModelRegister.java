package org.streamlistening.internal.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamPosition;
import org.streamlistening.consumer.CheckpointStore;
import org.streamlistening.internal.consume.state.ConsumerState;
import org.streamlistening.internal.consume.state.ConsumerStateCodec;
import org.streamlistening.support.ModelTime;

/** The register that all servers of a model share, and what its history says. Checks each write that takes effect. */
final class ModelRegister {

    private final ConsumerStateCodec codec = new ConsumerStateCodec();
    private final Random random;
    private final ModelTime time;
    private final Duration term;
    private final List<Runnable> late = new ArrayList<>();
    private final List<Jump> jumps = new ArrayList<>();

    /** The messages whose observers returned since the last move. */
    private final Set<String> completed = new TreeSet<>();

    private ConsumerState state;
    private int movedTo;
    private long version;
    private int faults;
    private int restarted;

    /** A reason to deliver a message that is not the next one: a claim, or a move. */
    private record Jump(@Nullable String owner, @Nullable String streamId, int index) {}

    ModelRegister(Random random, ModelTime time, Duration term, ConsumerState initial) {
        this.random = random;
        this.time = time;
        this.term = term;
        this.state = initial;
        this.movedTo = index(initial.position());
    }

    static int index(StreamPosition position) {
        String offset = position.offset().value();
        return (offset.equals("-1") ? 0 : Integer.parseInt(offset)) + (int) position.skip();
    }

    ConsumerState state() {
        return state;
    }

    int position() {
        return index(state.position());
    }

    /** The number of writes so far that let the consumer go on after a pause. */
    int restarted() {
        return restarted;
    }

    /** The number of writes so far that moved the consumer. */
    long moves() {
        return state.moves();
    }

    /** The first reason from this number on why this server may go on at this message; -1: there is none. */
    int jumpTo(String owner, String message, int from) {
        for (int i = from; i < jumps.size(); i++) {
            Jump jump = jumps.get(i);
            if ((jump.owner == null || jump.owner.equals(owner)) && message.equals(jump.streamId + ":" + jump.index)) {
                return i;
            }
        }
        return -1;
    }

    void completed(String message) {
        completed.add(message);
    }

    /** Whether each message from the last move on was delivered. */
    boolean isDelivered(int size) {
        String streamId = state.streamId();
        for (int i = movedTo; i < size; i++) {
            if (!completed.contains(streamId + ":" + i)) {
                return false;
            }
        }
        return streamId != null;
    }

    /** The next requests fail: before or after they take effect, or they take effect later. */
    void failNext() {
        faults++;
    }

    void quiet() {
        faults = 0;
    }

    /** Requests arrive for whose response nobody waits. */
    void arrive() {
        if (!late.isEmpty()) {
            late.remove(random.nextInt(late.size())).run();
        }
    }

    private boolean replace(long expected, String content) {
        if (expected != version) {
            return false;
        }
        version++;
        ConsumerState next = codec.decode(content);
        time.check(() -> check(state, next));
        state = next;
        return true;
    }

    private void check(ConsumerState before, ConsumerState next) {
        int from = index(before.position());
        int to = index(next.position());
        if (before.moves() == next.moves()) {
            assertThat(next.streamId()).isEqualTo(before.streamId());
            assertThat(to).as("the position").isGreaterThanOrEqualTo(from);
            for (int i = from; i < to; i++) {
                assertThat(completed).as("delivered before the checkpoint").contains(next.streamId() + ":" + i);
            }
        } else {
            assertThat(next.moves()).isGreaterThan(before.moves());
            completed.clear();
            movedTo = to;
            jumps.add(new Jump(null, next.streamId(), to));
        }
        if (next.hasOwner() && !next.owner().equals(before.owner())) {
            jumps.add(new Jump(next.owner(), next.streamId(), to));
        }
        restarted += !next.paused() && next.restarts() > before.restarts() ? 1 : 0;
    }

    /** The register as one server sees it. */
    CheckpointStore of(ModelServer server) {
        return new CheckpointStore() {

            @Override
            public Optional<Checkpoint> read(String consumer) {
                return during(server, () -> {
                    failOften();
                    return version == 0 ? Optional.empty() : Optional.of(new Checkpoint(version, codec.encode(state)));
                });
            }

            @Override
            public boolean write(String consumer, long expectedVersion, String content) {
                return during(server, () -> {
                    if (isFailing() && random.nextInt(3) == 0) {
                        late.add(() -> {
                            boolean unused = replace(expectedVersion, content);
                        });
                        throw new IllegalStateException("late");
                    }
                    failOften();
                    boolean replaced = replace(expectedVersion, content);
                    failOften();
                    return replaced;
                });
            }
        };
    }

    private <T> T during(ModelServer server, Supplier<T> request) {
        return server.blocked(() -> {
            time.meanwhile(term.multipliedBy(2));
            T result = request.get();
            time.meanwhile(term.multipliedBy(2));
            return result;
        });
    }

    private boolean isFailing() {
        return faults > 0;
    }

    private void failOften() {
        if (isFailing() && random.nextInt(2) == 0) {
            faults--;
            throw new IllegalStateException("as scripted");
        }
    }

    @Override
    public String toString() {
        return state + " at version " + version + ", completed " + completed + " from " + movedTo;
    }
}
