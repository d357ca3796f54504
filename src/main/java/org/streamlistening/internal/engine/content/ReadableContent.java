package org.streamlistening.internal.engine.content;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.decision.OffsetLineage;
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
import org.streamlistening.internal.store.StreamBytes;
import org.streamlistening.internal.store.StreamLog;

/** The readable part of a stream: durable, and not yet trimmed by retention. Thread-safe. */
public final class ReadableContent {

    /** The granularity of positions within a message of bytes: long pages and events are cut at multiples of it. */
    public static final int STEP = 64 * 1024;

    private static final String ANOTHER_STREAMS = "the offset belongs to an earlier stream of this id";

    private final long number;
    private final OffsetLineage offsets;
    private final StreamConfig config;
    private final ContentLog log;
    private final RetainedRange retained;

    private volatile StreamState state;
    /** Whether the creation is durable, so that the store has a log. */
    private volatile boolean begun;

    private final ForkClaims claims = new ForkClaims();

    public ReadableContent(StreamImage image, @Nullable ReadableContent source, ContentContext context) {
        this.number = image.number();
        this.offsets =
                new OffsetLineage(image.incarnation(), image.origin().tail(), source == null ? null : source.offsets);
        this.config = image.config();
        this.log = new ContentLog(image, source == null ? null : source.log, context.logs());
        this.state = image.state();
        this.retained = new RetainedRange(image, context);
    }

    public OffsetLineage offsets() {
        return offsets;
    }

    public StreamState origin() {
        return log.origin();
    }

    public StreamState state() {
        return state;
    }

    public long earliest() {
        return retained.earliest();
    }

    /** The times of appends, moved by the difference between two clocks. */
    public synchronized List<AgeMarks.Mark> ages(Duration lead) {
        return retained.ages(lead);
    }

    /** Whether the creation of the stream is durable. */
    public boolean isKept() {
        return begun;
    }

    public synchronized void commit(StreamState after) {
        boolean grows = after.tail() > state.tail();
        if (grows) {
            retained.appended(state.tail());
        }
        // Nothing after this line fails: the caller repeats the call after a failure.
        begun = true;
        state = after;
        if (grows) {
            trim();
        }
    }

    /** The bytes before this position can no longer be read. */
    public synchronized void trimmedTo(long position) {
        retained.advance(position);
    }

    /** Trims the bytes that retention does not keep. */
    public synchronized void trim() {
        if (begun) {
            retained.trim(state, this::log, !claims.needBytes());
        }
    }

    public StreamLog log() {
        return log.get();
    }

    private PageRule rule() {
        return new PageRule(identity(), config.contentType(), log());
    }

    /** The token of a position; in a fork, up to the point of the fork, the same as in its source. */
    public String token(long position) {
        return offsets.token(position);
    }

    /**
     * The position that an offset names.
     *
     * @throws RequestRejectedException if the offset belongs to another stream, such as a deleted one of the same id
     */
    public long positionOf(StreamOffset named) {
        if (offsets.issues(named)) {
            return named.bytes();
        }
        throw new RequestRejectedException(
                Reason.RECREATED, ANOTHER_STREAMS, Map.of(Detail.EARLIEST_OFFSET, token(earliest())));
    }

    /** The page from a position, up to this many bytes, but at least one message. */
    public ContentPage page(long from, int limit) {
        StreamState now = state;
        if (from > now.tail()) {
            throw RequestRejectedException.invalid("the offset is after the end of the stream");
        }
        retained.rejectIfTrimmed(from, offsets);
        if (from == now.tail()) {
            return end(now);
        }
        try {
            ContentPage page = rule().page(now, from, limit, earliest());
            retained.rejectIfTrimmed(from, offsets);
            return page;
        } catch (RuntimeException misled) {
            // The bytes were trimmed during the read, and with them the ends of messages.
            retained.rejectIfTrimmed(from, offsets);
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

    /** The page up to the last append that ends with a complete UTF-8 character. */
    public ContentPage withoutUnfinishedCharacter(ContentPage page) {
        return rule().withoutUnfinishedCharacter(page, earliest());
    }

    /** Whether a UTF-8 character starts before this position and ends after it. */
    public boolean isWithinCharacter(long position) {
        return rule().isWithinCharacter(position, earliest());
    }

    /** Differs from the identity of every other stream, also from one of the same number in an emptied directory. */
    private long identity() {
        return offsets.incarnation() == StreamOffset.UNNAMED ? number : offsets.incarnation();
    }

    /** The start of a fork. The bytes before it stay until the deletion of the fork is durable. */
    public synchronized ForkPoint fork(ForkRequest request) {
        if (!request.offset().map(offsets::issues).orElse(true)) {
            throw RequestRejectedException.invalid(ANOTHER_STREAMS);
        }
        long anchor = request.offset().map(StreamOffset::bytes).orElse(state.tail());
        if (anchor > state.tail()) {
            throw RequestRejectedException.invalid("the offset of the fork is after the end of its source");
        }
        // Rejects an offset that was trimmed, or that this stream never issued.
        page(anchor, 1);
        long position = rule().fork(anchor, request.subOffset(), state.tail());
        ForkPoint point = new ForkPoint(ForkedLog.origin(log(), position), earliest());
        claims.add();
        return point;
    }

    /** The claims of forks on these bytes. */
    public ForkClaims claims() {
        return claims;
    }
}
