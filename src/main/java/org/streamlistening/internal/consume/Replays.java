package org.streamlistening.internal.consume;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The replays of one consumer that have not ended. For any thread. */
final class Replays {

    private final Map<Object, CompletableFuture<Void>> pending = new ConcurrentHashMap<>();
    private final Supplier<IllegalStateException> notDelivering;

    /** @param notDelivering the exception of a replay that this server can no longer deliver */
    Replays(Supplier<IllegalStateException> notDelivering) {
        this.notDelivering = notDelivering;
    }

    CompletableFuture<Void> begin() {
        CompletableFuture<Void> replay = new CompletableFuture<>();
        Object key = new Object();
        pending.put(key, replay);
        // Removed in any case: the stage that depends on it is not needed.
        var unused = replay.whenComplete((nothing, failure) -> pending.remove(key));
        return replay;
    }

    /** Ends those that have not begun. The result of one that runs is lost. */
    void endAll() {
        pending.values().forEach(replay -> replay.completeExceptionally(notDelivering.get()));
    }
}
