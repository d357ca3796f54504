package org.streamlistening.internal.consume;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The replays of one consumer that have not ended. For any thread. */
final class Replays {

    private final Set<CompletableFuture<Void>> pending = ConcurrentHashMap.newKeySet();
    private final Supplier<IllegalStateException> notDelivering;

    /** @param notDelivering the exception of a replay that this server can no longer deliver */
    Replays(Supplier<IllegalStateException> notDelivering) {
        this.notDelivering = notDelivering;
    }

    CompletableFuture<Void> begin() {
        CompletableFuture<Void> replay = new CompletableFuture<>();
        pending.add(replay);
        // Removed in any case: the stage that depends on it is not needed.
        var unused = replay.whenComplete((nothing, failure) -> pending.remove(replay));
        return replay;
    }

    /** Ends those that have not begun. The result of one that runs is lost. */
    void endAll() {
        pending.forEach(replay -> replay.completeExceptionally(notDelivering.get()));
    }
}
