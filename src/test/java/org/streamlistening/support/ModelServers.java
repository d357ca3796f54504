package org.streamlistening.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** The servers of a model that live. Between two events, their threads run in random order. For one thread. */
public final class ModelServers<S> {

    private final Random random;
    private final ModelTime time;
    private final int most;
    private final Supplier<S> making;
    private final List<S> living = new ArrayList<>();

    /**
     * Starts as many as there can be.
     *
     * @param most that live at the same time, unless {@link #start} starts another one
     */
    public ModelServers(Random random, ModelTime time, int most, Supplier<S> making) {
        this.random = random;
        this.time = time;
        this.most = most;
        this.making = making;
        for (int i = 0; i < most; i++) {
            start();
        }
    }

    public S start() {
        S server = making.get();
        living.add(server);
        return server;
    }

    public void startIfFew() {
        if (living.size() < most) {
            start();
        }
    }

    /** One of them, which is started if none lives. */
    public S any() {
        return living.isEmpty() ? start() : living.get(random.nextInt(living.size()));
    }

    public void remove(S server) {
        living.remove(server);
    }

    /** A copy. */
    public List<S> living() {
        return List.copyOf(living);
    }

    /** Some steps of threads, as between two events. */
    public void someSteps() {
        steps(random.nextInt(random.nextBoolean() ? 3 : 16));
    }

    public void steps(int count) {
        for (int i = 0; i < count; i++) {
            time.step();
        }
        time.throwFailure();
    }

    /** All threads run until they wait. */
    public void settle() {
        for (int i = 0; i < 1000 && time.step(); i++) {
            time.throwFailure();
        }
    }

    @Override
    public String toString() {
        return living.toString();
    }
}
