package org.streamlistening.internal.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.AgeMarks;
import org.streamlistening.internal.engine.state.ForkPoint;
import org.streamlistening.internal.engine.state.ForkRequest;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.RequestRejectedException.Detail;
import org.streamlistening.internal.engine.state.RequestRejectedException.Reason;
import org.streamlistening.internal.engine.state.StreamConfig;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamOffset;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.engine.state.Utf8Characters;
import org.streamlistening.internal.store.StreamBytes;
import org.streamlistening.internal.store.StreamLog;
import org.streamlistening.server.Retention;

/** The readable part of a stream: durable, and not yet trimmed by retention. Thread-safe. */
public final class ReadableContent {

    private static final System.Logger LOG = System.getLogger(ReadableContent.class.getName());

    /** The granularity of positions within a message of bytes: long pages and events are cut at multiples of it. */
    public static final int STEP = 64 * 1024;

    private static final String ANOTHER_STREAMS = "the offset belongs to an earlier stream of this id";

    private final long number;
    private final long incarnation;
    private final StreamConfig config;
    private final StreamState origin;
    private final @Nullable ReadableContent source;
    private final EngineContext context;
    private final @Nullable AgeMarks ages;

    private volatile StreamState state;
    private volatile long earliest;
    private volatile @Nullable StreamLog log;
    /** Whether the creation is durable, so that the store has a log. */
    private volatile boolean begun;
    /** The number of forks that need these bytes. Guarded by this. */
    private int forks;
    /** Whether the last attempt to trim succeeded. Guarded by this. */
    private boolean trims = true;

    ReadableContent(StreamImage image, @Nullable ReadableContent source, EngineContext context) {
        this.number = image.number();
        this.incarnation = image.incarnation();
        this.config = image.config();
        this.origin = image.origin();
        this.source = source;
        this.context = context;
        this.state = image.state();
        this.earliest = image.earliest();
        this.ages = context.retention()
                .maxAge()
                .map(age -> new AgeMarks(age, image.marks(), context.clock().instant()))
                .orElse(null);
    }

    public StreamState state() {
        return state;
    }

    public long earliest() {
        return earliest;
    }

    /** Whether the creation of the stream is durable. */
    boolean isKept() {
        return begun;
    }

    synchronized void keep(StreamState after) {
        boolean grows = after.tail() > state.tail();
        if (ages != null && grows) {
            ages.appended(state.tail(), context.clock().instant());
        }
        // Nothing after this line fails: the caller repeats the call after a failure.
        begun = true;
        state = after;
        if (grows) {
            trim();
        }
    }

    /** Trims the bytes that retention does not keep. */
    synchronized void trim() {
        Retention retention = context.retention();
        if (!begun || retention.equals(Retention.EVERYTHING)) {
            return;
        }
        try {
            trim(retention);
            trims = true;
        } catch (RuntimeException | Error unreadable) {
            // Not a failure of the append that caused it: the bytes stay until the next attempt.
            if (trims) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "stream " + number + " cannot be trimmed now; trying again at the next append",
                        unreadable);
            }
            trims = false;
        }
    }

    private void trim(Retention retention) {
        long kept = RetentionRule.earliest(retention, state, log(), earliest);
        if (ages != null) {
            kept = ages.earliest(kept, state.tail(), context.clock().instant());
        }
        earliest = kept;
        if (forks == 0 && kept > origin.tail()) {
            log().dropBefore(kept);
        }
    }

    StreamLog log() {
        StreamLog known = log;
        return known == null ? connect() : known;
    }

    /** Connects the log to those of its sources that are not connected yet, the oldest first. */
    private StreamLog connect() {
        Deque<ReadableContent> unconnected = new ArrayDeque<>();
        for (ReadableContent at = this; at != null && at.log == null; at = at.source) {
            unconnected.push(at);
        }
        for (ReadableContent next : unconnected) {
            StreamLog own = context.store().log(next.number);
            next.log = next.source == null ? own : ForkedLog.of(next.source.log(), next.origin, own);
        }
        return Objects.requireNonNull(log);
    }

    /** The token of a position; in a fork, up to the point of the fork, the same as in its source. */
    public String token(long position) {
        ReadableContent owner = this;
        for (ReadableContent older = source; older != null && position <= owner.origin.tail(); older = owner.source) {
            owner = older;
        }
        return new StreamOffset(owner.incarnation, position).token();
    }

    /**
     * The position that an offset names.
     *
     * @throws RequestRejectedException if the offset belongs to another stream, such as a deleted one of the same id
     */
    public long positionOf(StreamOffset named) {
        if (isOurs(named)) {
            return named.bytes();
        }
        throw new RequestRejectedException(
                Reason.RECREATED, ANOTHER_STREAMS, Map.of(Detail.EARLIEST_OFFSET, token(earliest)));
    }

    /** Whether this stream, or one that it inherits from, issues this offset. */
    private boolean isOurs(StreamOffset named) {
        long end = Long.MAX_VALUE;
        for (ReadableContent owner = this; owner != null; owner = owner.source) {
            long start = owner.origin.tail();
            if (owner.incarnation == named.incarnation() && named.bytes() >= start && named.bytes() <= end) {
                return true;
            }
            // A fork of a fork can start before the start of that fork, and then inherits nothing of its own part.
            end = Math.min(end, start);
        }
        return named.equals(StreamOffset.ZERO);
    }

    /** The page from a position, up to this many bytes, but at least one message. */
    public ContentPage page(long from, int limit) {
        StreamState now = state;
        if (from > now.tail()) {
            throw RequestRejectedException.invalid("the offset is after the end of the stream");
        }
        refuseIfNotKept(from);
        if (from == now.tail()) {
            return end(now);
        }
        try {
            ContentPage page = page(now, log(), from, limit);
            refuseIfNotKept(from);
            return page;
        } catch (RuntimeException misled) {
            // The bytes were trimmed during the read, and with them the ends of messages.
            refuseIfNotKept(from);
            throw misled;
        }
    }

    /** An empty page at the tail. */
    public ContentPage end() {
        return end(state);
    }

    private ContentPage end(StreamState now) {
        return new ContentPage(identity(), now.tail(), now.tail(), true, now.closed(), StreamBytes.NONE);
    }

    private void refuseIfNotKept(long from) {
        long first = earliest;
        if (from < first) {
            throw new RequestRejectedException(
                    Reason.TRIMMED,
                    "this part of the stream is no longer kept",
                    Map.of(Detail.EARLIEST_OFFSET, token(first)));
        }
    }

    private ContentPage page(StreamState now, StreamLog log, long from, int limit) {
        boolean json = config.contentType().isJson();
        if (from > earliest) {
            refuseWithinMessage(log, from);
        }
        long next = now.tail() - from <= limit ? now.tail() : endOfPage(log, from, limit);
        boolean upToDate = next == now.tail();
        // Without the comma after the last message.
        StreamBytes bytes = log.bytes(from, json ? next - 1 : next);
        return new ContentPage(identity(), from, next, upToDate, upToDate && now.closed(), bytes);
    }

    /**
     * The page up to the last append that ends with a complete UTF-8 character. It is among the last few, since an
     * incomplete character has three bytes at most.
     */
    public ContentPage withoutUnfinishedCharacter(ContentPage page) {
        long end = page.next();
        for (int appends = 0; end > page.from() && isWithinCharacter(end); appends++) {
            if (appends > Utf8Characters.LONGEST_BEGINNING) {
                // Not UTF-8.
                return page;
            }
            end = Math.max(page.from(), log().endOf(log().messagesUpTo(end) - 1));
        }
        if (end == page.next()) {
            return page;
        }
        StreamBytes bytes = end == page.from() ? StreamBytes.NONE : log().bytes(page.from(), end);
        return new ContentPage(identity(), page.from(), end, page.upToDate(), false, bytes);
    }

    /** Whether a UTF-8 character starts before this position and ends after it. */
    public boolean isWithinCharacter(long position) {
        return Utf8Characters.isUnfinished(before(position));
    }

    /** The last bytes before a position, as many as an incomplete character can have. */
    private byte[] before(long position) {
        long from = Math.max(earliest, position - Utf8Characters.LONGEST_BEGINNING);
        ByteArrayOutputStream end = new ByteArrayOutputStream(Utf8Characters.LONGEST_BEGINNING);
        try {
            StreamBytes bytes = from >= position ? StreamBytes.NONE : log().bytes(from, position);
            while (bytes.remaining() > 0) {
                bytes.writeNext(end, Utf8Characters.LONGEST_BEGINNING);
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
        long endOfMessage = log.endOf(log.messagesUpTo(from) + 1);
        // A cut within a character would make the text unreadable until its rest arrives.
        return config.contentType().isText()
                ? endOfMessage
                : Math.min(endOfMessage, from + Math.max(STEP, limit - limit % STEP));
    }

    /** Rejects an offset that the stream never issued. */
    private void refuseWithinMessage(StreamLog log, long from) {
        long within = from - log.endOf(log.messagesUpTo(from));
        if (within != 0 && (config.contentType().isText() || within % STEP != 0)) {
            throw RequestRejectedException.invalid("the offset is not one that this stream issues");
        }
    }

    /** Differs from the identity of every other stream, also from one of the same number in an emptied directory. */
    private long identity() {
        return incarnation == StreamOffset.UNNAMED ? number : incarnation;
    }

    /** The start of a fork. The bytes before it stay until the fork releases them. */
    synchronized ForkPoint fork(ForkRequest asked) {
        if (!asked.offset().map(this::isOurs).orElse(true)) {
            throw RequestRejectedException.invalid(ANOTHER_STREAMS);
        }
        long anchor = asked.offset().map(StreamOffset::bytes).orElse(state.tail());
        if (anchor > state.tail()) {
            throw RequestRejectedException.invalid("the offset of the fork is after the end of its source");
        }
        // Rejects an offset that was trimmed, or that this stream never issued.
        page(anchor, 1);
        long position = asked.subOffset() == 0 ? anchor : behind(anchor, asked.subOffset());
        ForkPoint point = new ForkPoint(ForkedLog.origin(log(), position), earliest);
        forks++;
        return point;
    }

    private long behind(long anchor, long subOffset) {
        StreamLog all = log();
        long boundary = Math.min(all.appendEndAfter(anchor), state.tail());
        long message = all.messagesUpTo(anchor);
        long available = config.contentType().isJson() ? all.messagesUpTo(boundary) - message : boundary - anchor;
        if (subOffset > available) {
            throw RequestRejectedException.invalid("the fork's sub-offset goes further than the next append");
        }
        return config.contentType().isJson() ? all.endOf(message + subOffset) : anchor + subOffset;
    }

    /** Restores the claim of a fork after a restart. */
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
