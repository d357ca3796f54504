package org.streamlistening.internal.engine.shared;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.store.SharedStore;
import org.streamlistening.internal.store.SharedStore.StreamMark;
import org.streamlistening.internal.store.StoredStream;
import org.streamlistening.internal.store.StreamLog;
import org.streamlistening.server.Retention;

/**
 * What happens every few seconds at each server: a few statements, however many streams and readers there are. Each
 * server does all of it; a second one finds nothing to do. For one worker thread at a time.
 */
final class StoreSweep {

    private static final System.Logger LOG = System.getLogger(StoreSweep.class.getName());

    private static final int SOME = 100;
    private static final int MARKS_AT_A_TIME = 1000;
    /** The most memory for the last chunks of streams that readers wait for. */
    private static final long RECENT_BYTES = 64L << 20;

    private final SharedContext context;
    private final OpenStreams open;
    private final SharedRemoval removal;
    private final StreamCount count;

    /** Where the next step through all streams begins. */
    private long at;

    /** The number of times that these steps came to the end. */
    private int rounds;

    private int run;

    StoreSweep(SharedContext context, OpenStreams open, SharedRemoval removal, StreamCount count) {
        this.context = context;
        this.open = open;
        this.removal = removal;
        this.count = count;
    }

    void run() {
        run++;
        freeMemory();
        SharedStore store = context.store();
        store.expired(context.clock().instant(), SOME).forEach(removal::expire);
        store.unneeded(SOME).forEach(removal::dropUnneeded);
        count.counted(store.count());
        if (run % 2 == 0) {
            findMissedChanges();
        }
        for (int steps = 0; steps < SOME && store.clean(); steps++) {
            LOG.log(System.Logger.Level.TRACE, "there is more to clean");
        }
        trimSome();
    }

    private void freeMemory() {
        long bytes = 0;
        for (SharedStream stream : open.all()) {
            bytes += stream.sweep(bytes > RECENT_BYTES);
        }
    }

    /** A server can die between a commit and its notice. */
    private void findMissedChanges() {
        Map<String, SharedStream> waiting = open.all().stream()
                .filter(SharedStream::hasWaiters)
                .collect(Collectors.toMap(SharedStream::id, Function.identity(), (one, other) -> one));
        List<String> ids = List.copyOf(waiting.keySet());
        for (int from = 0; from < ids.size(); from += MARKS_AT_A_TIME) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + MARKS_AT_A_TIME));
            Map<String, StreamMark> marks = context.store().marks(some);
            for (String id : some) {
                if (!waiting.get(id).isAt(marks.get(id))) {
                    open.changed(id);
                }
            }
        }
    }

    /** Trims some streams by retention, and forgets some old producers, so that each has its turn after a while. */
    private void trimSome() {
        List<StoredStream> some = context.store().after(at, SOME);
        boolean atEnd = some.size() < SOME;
        at = atEnd ? 0 : some.get(some.size() - 1).number();
        Instant oldest = context.clock().instant().minus(context.limits().producerMaxAge());
        for (StoredStream stream : some) {
            if (!context.retention().equals(Retention.EVERYTHING)) {
                trim(stream.image());
            }
        }
        if (!some.isEmpty()) {
            // One statement: another stream of the step in each round.
            long next = some.get(rounds % some.size()).number();
            context.store().transact(transaction -> {
                transaction.forgetProducers(next, oldest);
                return true;
            });
        }
        if (atEnd) {
            rounds++;
        }
    }

    private void trim(StreamImage image) {
        StreamLog log = open.inUse(image.id())
                .filter(stream -> stream.number() == image.number())
                .map(stream -> stream.content().log())
                .orElseGet(() -> open.log(image));
        long earliest = context.earliest(image, log);
        if (earliest > image.earliest()) {
            context.store()
                    .transact(transaction -> transaction.lock(image.number()).map(locked -> {
                        transaction.trim(image.number(), earliest, locked.forks() == 0);
                        return true;
                    }));
        }
    }
}
