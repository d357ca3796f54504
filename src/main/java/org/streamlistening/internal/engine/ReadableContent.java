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
import org.streamlistening.internal.engine.state.ProtocolError;
import org.streamlistening.internal.engine.state.StreamConfig;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamOffset;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.engine.state.Utf8Characters;
import org.streamlistening.internal.protocol.ProtocolNames;
import org.streamlistening.internal.store.StreamBytes;
import org.streamlistening.internal.store.StreamLog;
import org.streamlistening.server.Retention;

/** What can be read of a stream: what is kept, without what was too much or too old. Safe for any thread. */
public final class ReadableContent {

    private static final System.Logger LOG = System.getLogger(ReadableContent.class.getName());

    /** Within a message of bytes, positions are multiples of this: where pages and events are cut that would be too long. */
    public static final int STEP = 64 * 1024;

    private static final String ANOTHER_STREAMS = "the offset belongs to another stream than the one that is here now";

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
    /** Whether the store has it, so that there is a log. */
    private volatile boolean begun;
    /** How many forks need these bytes, whatever happens. Guarded by this. */
    private int forks;
    /** Whether the retention could be looked at last time. Guarded by this. */
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

    /** Whether there is anything yet that can no longer be lost. */
    boolean isKept() {
        return begun;
    }

    synchronized void keep(StreamState after) {
        boolean grows = after.tail() > state.tail();
        if (ages != null && grows) {
            ages.appended(state.tail(), context.clock().instant());
        }
        // Nothing behind this fails: it may be called again if it did.
        begun = true;
        state = after;
        if (grows) {
            trim();
        }
    }

    /** Lets go of what the retention does not keep. */
    synchronized void trim() {
        Retention retention = context.retention();
        if (!begun || retention.equals(Retention.EVERYTHING)) {
            return;
        }
        try {
            trim(retention);
            trims = true;
        } catch (RuntimeException | Error unreadable) {
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

    /** Connects it to its sources, as many of them as are not connected either, the oldest first. */
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

    /** The name of a position: in a fork the same as in its source, up to where it branched off. */
    public String token(long position) {
        ReadableContent owner = this;
        for (ReadableContent older = source; older != null && position <= owner.origin.tail(); older = owner.source) {
            owner = older;
        }
        return new StreamOffset(owner.incarnation, position).token();
    }

    /**
     * The position that has this name.
     *
     * @throws ProtocolError 410 if it is one of another stream, such as the one that was here under this id before
     */
    public long positionOf(StreamOffset named) {
        if (isOurs(named)) {
            return named.bytes();
        }
        throw new ProtocolError(
                410,
                ANOTHER_STREAMS,
                Map.of(ProtocolNames.EARLIEST_OFFSET, token(earliest), ProtocolNames.RECREATED, "true"));
    }

    /** Whether this stream gives out positions of this incarnation there, or one that it branched off from did. */
    private boolean isOurs(StreamOffset named) {
        long end = Long.MAX_VALUE;
        for (ReadableContent owner = this; owner != null; owner = owner.source) {
            long start = owner.origin.tail();
            if (owner.incarnation == named.incarnation() && named.bytes() >= start && named.bytes() <= end) {
                return true;
            }
            // A fork of a fork may begin before that one did: what is behind its beginning is not its past.
            end = Math.min(end, start);
        }
        return named.equals(StreamOffset.ZERO);
    }

    /** What there is to read from a position, up to that many bytes, but one message at least. */
    public ContentPage page(long from, int limit) {
        StreamState now = state;
        if (from > now.tail()) {
            throw ProtocolError.badRequest("the offset is behind the end of the stream");
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
            // Of what goes while it is looked at nobody knows any more where messages end.
            refuseIfNotKept(from);
            throw misled;
        }
    }

    /** The end of it: nothing to read, whatever comes meanwhile. */
    public ContentPage end() {
        return end(state);
    }

    private ContentPage end(StreamState now) {
        return new ContentPage(identity(), now.tail(), now.tail(), true, now.closed(), StreamBytes.NONE);
    }

    private void refuseIfNotKept(long from) {
        long first = earliest;
        if (from < first) {
            throw new ProtocolError(
                    410, "what was there is not kept any more", Map.of(ProtocolNames.EARLIEST_OFFSET, token(first)));
        }
    }

    private ContentPage page(StreamState now, StreamLog log, long from, int limit) {
        boolean json = config.contentType().isJson();
        if (from > earliest) {
            refuseWithinMessage(log, from);
        }
        long next = now.tail() - from <= limit ? now.tail() : endOfPage(log, from, limit);
        boolean upToDate = next == now.tail();
        // The comma behind the last message is for the next one.
        StreamBytes bytes = log.bytes(from, json ? next - 1 : next);
        return new ContentPage(identity(), from, next, upToDate, upToDate && now.closed(), bytes);
    }

    /**
     * The page up to the last append that ends with a whole character of UTF-8. There is one among the last few: a character
     * whose rest is missing has three bytes at most.
     */
    public ContentPage withoutUnfinishedCharacter(ContentPage page) {
        long end = page.next();
        for (int appends = 0; end > page.from() && isWithinCharacter(end); appends++) {
            if (appends > Utf8Characters.LONGEST_BEGINNING) {
                // No UTF-8 at all.
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

    /** Whether a character of UTF-8 begins before this position and ends behind it. */
    public boolean isWithinCharacter(long position) {
        return Utf8Characters.isUnfinished(before(position));
    }

    /** The last bytes before a position, as many as a character can have before its end. */
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
        // Text could be cut within a character, which nobody could read before the rest is there.
        return config.contentType().isText()
                ? endOfMessage
                : Math.min(endOfMessage, from + Math.max(STEP, limit - limit % STEP));
    }

    /** An offset that nobody was given must not be taken for a place where reading can begin. */
    private void refuseWithinMessage(StreamLog log, long from) {
        long within = from - log.endOf(log.messagesUpTo(from));
        if (within != 0 && (config.contentType().isText() || within % STEP != 0)) {
            throw ProtocolError.badRequest("the offset is not one that this stream gave out");
        }
    }

    /** Told apart from all others, also from one of the same number in a directory that was emptied meanwhile. */
    private long identity() {
        return incarnation == StreamOffset.UNNAMED ? number : incarnation;
    }

    /** Where a fork of it begins. The bytes before that stay until the fork lets go of them. */
    synchronized ForkPoint fork(ForkRequest asked) {
        if (!asked.offset().map(this::isOurs).orElse(true)) {
            throw ProtocolError.badRequest(ANOTHER_STREAMS);
        }
        long anchor = asked.offset().map(StreamOffset::bytes).orElse(state.tail());
        if (anchor > state.tail()) {
            throw ProtocolError.badRequest("the fork's offset is behind the end of its source");
        }
        // Refuses an offset that is not kept any more, or none of this stream's.
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
            throw ProtocolError.badRequest("the fork's sub-offset goes further than the next append");
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
