package org.streamlistening.internal.produce;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reports failed batches to flushes: to each flush that waits for the batch, else to the next flush. Guarded by the
 * lock of the queue.
 */
final class FlushFailures {

    private final List<Flush> waiting = new ArrayList<>();

    // The first failure that no flush has reported.
    private @Nullable Throwable unreported;

    /**
     * The result of a flush.
     *
     * @param incomplete the flushed batches with futures that are not complete
     * @param failure the first failure that no earlier flush has reported; null: none
     */
    record Result(List<ProducerBatch> incomplete, @Nullable Throwable failure) {}

    /** A flush that waits for the batches up to a number. */
    static final class Flush {

        private final long last;
        private @Nullable Throwable failure;

        private Flush(long last, @Nullable Throwable failure) {
            this.last = last;
            this.failure = failure;
        }

        /** The first failure that this flush must report. */
        @Nullable
        Throwable failure() {
            return failure;
        }
    }

    /** Begins a flush, which takes over an unreported failure. */
    Flush begin(long last) {
        Flush flush = new Flush(last, unreported);
        waiting.add(flush);
        unreported = null;
        return flush;
    }

    /** Ends a flush. An interrupted flush leaves its failure to the next one. */
    void end(Flush flush, boolean interrupted) {
        waiting.remove(flush);
        if (interrupted && unreported == null) {
            unreported = flush.failure;
        }
    }

    void add(ProducerBatch batch, Throwable failure) {
        boolean reported = false;
        for (Flush flush : waiting) {
            if (batch.number() <= flush.last) {
                flush.failure = flush.failure == null ? failure : flush.failure;
                reported = true;
            }
        }
        if (!reported && unreported == null) {
            unreported = failure;
        }
    }
}
