package org.streamlistening.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be read of a stream: what is kept, without what was too much or too old. Safe for any thread. */
final class StreamContent {

    private static final System.Logger LOG = System.getLogger(StreamContent.class.getName());

    private final long number;
    private final StreamConfig config;
    private final StreamState origin;
    private final @Nullable StreamContent source;
    private final Surroundings surroundings;
    private final @Nullable AgeMarks ages;

    private volatile StreamState state;
    private volatile long earliest;
    private volatile @Nullable StreamLog log;
    /** Whether the store has it, so that there is a log. */
    private volatile boolean begun;
    /** How many forks need these bytes, whatever happens. Guarded by this. */
    private int forks;
    /** Whether the retention could be looked at last time. Guarded by this. */
    private boolean trims = true;

    StreamContent(StreamImage image, @Nullable StreamContent source, Surroundings surroundings) {
        this.number = image.number();
        this.config = image.config();
        this.origin = image.origin();
        this.source = source;
        this.surroundings = surroundings;
        this.state = image.state();
        this.earliest = image.earliest();
        this.ages = surroundings
                .retention()
                .maxAge()
                .map(age -> new AgeMarks(age, image.marks()))
                .orElse(null);
    }

    StreamState state() {
        return state;
    }

    long earliest() {
        return earliest;
    }

    /** Whether there is anything yet that can no longer be lost. */
    boolean isKept() {
        return begun;
    }

    synchronized void keep(StreamState after) {
        begun = true;
        long grownFrom = state.tail();
        state = after;
        if (after.tail() > grownFrom) {
            if (ages != null) {
                ages.appended(grownFrom, surroundings.clock().instant());
            }
            trim();
        }
    }

    /** Lets go of what the retention does not keep. */
    synchronized void trim() {
        Retention retention = surroundings.retention();
        if (!begun || retention.equals(Retention.EVERYTHING)) {
            return;
        }
        try {
            trim(retention);
            trims = true;
        } catch (Refusal | UncheckedIOException unreadable) {
            // No fault of the append that it comes with: what is too much stays until the next one.
            if (trims) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "stream " + number + " keeps what the retention does not, for now",
                        unreadable);
            }
            trims = false;
        }
    }

    private void trim(Retention retention) {
        long kept = retention.earliest(state, log(), earliest);
        if (ages != null) {
            kept = ages.earliest(kept, state.tail(), surroundings.clock().instant());
        }
        earliest = kept;
        if (forks == 0 && kept > origin.tail()) {
            log().dropBefore(kept);
        }
    }

    StreamLog log() {
        StreamLog known = log;
        if (known == null) {
            StreamLog own = surroundings.store().log(number);
            known = source == null ? own : Lineage.of(source.log(), origin, own);
            log = known;
        }
        return known;
    }

    /** What there is to read from a position, up to that many bytes, but one message at least. */
    Page page(long from, int limit) {
        StreamState now = state;
        if (from > now.tail()) {
            throw Refusal.badRequest("the offset is behind the end of the stream");
        }
        refuseIfNotKept(from);
        if (from == now.tail()) {
            return end(now);
        }
        try {
            Page page = page(now, log(), from, limit);
            refuseIfNotKept(from);
            return page;
        } catch (RuntimeException misled) {
            // Of what goes while it is looked at nobody knows any more where messages end.
            refuseIfNotKept(from);
            throw misled;
        }
    }

    /** The end of it: nothing to read, whatever comes meanwhile. */
    Page end() {
        return end(state);
    }

    private Page end(StreamState now) {
        return new Page(number, now.tail(), now.tail(), true, now.closed(), StreamBytes.NONE);
    }

    private void refuseIfNotKept(long from) {
        long first = earliest;
        if (from < first) {
            throw new Refusal(
                    410, "what was there is not kept any more", Map.of(Headers.EARLIEST_OFFSET, Position.token(first)));
        }
    }

    private Page page(StreamState now, StreamLog log, long from, int limit) {
        boolean json = config.contentType().isJson();
        if (json && from > earliest && log.endOf(log.messagesUpTo(from)) != from) {
            throw Refusal.badRequest("the offset is not one that this stream gave out");
        }
        long next = now.tail() - from <= limit ? now.tail() : endOfPage(log, from, limit);
        boolean upToDate = next == now.tail();
        // The comma behind the last message is for the next one.
        StreamBytes bytes = log.bytes(from, json ? next - 1 : next);
        return new Page(number, from, next, upToDate, upToDate && now.closed(), bytes);
    }

    /** The page up to where a character of UTF-8 begins whose rest is not there yet. */
    Page withoutUnfinishedCharacter(Page page) {
        int unfinished = Utf8.unfinished(before(page.next(), page.from()));
        if (unfinished == 0) {
            return page;
        }
        long end = page.next() - unfinished;
        StreamBytes bytes = end == page.from() ? StreamBytes.NONE : log().bytes(page.from(), end);
        return new Page(number, page.from(), end, page.upToDate(), false, bytes);
    }

    /** Whether a character of UTF-8 begins before this position and ends behind it. */
    boolean isWithinCharacter(long position) {
        return Utf8.unfinished(before(position, earliest)) > 0;
    }

    /** The last bytes before a position, as many as a character can have before its end. */
    private byte[] before(long position, long earliest) {
        long from = Math.max(earliest, position - Utf8.LONGEST_BEGINNING);
        ByteArrayOutputStream end = new ByteArrayOutputStream(Utf8.LONGEST_BEGINNING);
        try {
            StreamBytes bytes = from >= position ? StreamBytes.NONE : log().bytes(from, position);
            while (bytes.remaining() > 0) {
                bytes.writeNext(end, Utf8.LONGEST_BEGINNING);
            }
        } catch (IOException notOfAnArray) {
            throw new UncheckedIOException(notOfAnArray);
        }
        return end.toByteArray();
    }

    private long endOfPage(StreamLog log, long from, int limit) {
        long end = log.endOf(log.messagesUpTo(from + limit));
        if (end > from) {
            return end;
        }
        // Text could be cut within a character, which nobody could read before the rest is there.
        return config.contentType().isText() ? log.endOf(log.messagesUpTo(from) + 1) : from + limit;
    }

    /** Where a fork of it begins. The bytes before that stay until the fork lets go of them. */
    synchronized ForkPoint fork(ForkRequest asked) {
        long anchor = asked.offset().orElse(state.tail());
        if (anchor > state.tail()) {
            throw Refusal.badRequest("the fork's offset is behind the end of its source");
        }
        // Refuses an offset that is not kept any more, or none of this stream's.
        page(anchor, 1);
        long position = asked.subOffset() == 0 ? anchor : behind(anchor, asked.subOffset());
        ForkPoint point = new ForkPoint(Lineage.origin(log(), position), earliest);
        forks++;
        return point;
    }

    private long behind(long anchor, long subOffset) {
        StreamLog all = log();
        long boundary = Math.min(all.appendEndAfter(anchor), state.tail());
        long message = all.messagesUpTo(anchor);
        long available = config.contentType().isJson() ? all.messagesUpTo(boundary) - message : boundary - anchor;
        if (subOffset > available) {
            throw Refusal.badRequest("the fork's sub-offset goes further than the next append");
        }
        return config.contentType().isJson() ? all.endOf(message + subOffset) : anchor + subOffset;
    }

    /** A fork that was there before: it needs these bytes as it did. */
    synchronized void hold() {
        forks++;
    }

    /** @return whether another fork still needs these bytes */
    synchronized boolean release() {
        forks--;
        return forks > 0;
    }

    synchronized boolean isForked() {
        return forks > 0;
    }
}
