package org.streamlistening.internal.read;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.streamlistening.LiveMode;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamId;
import org.streamlistening.client.StreamPosition;
import org.streamlistening.client.StreamReader;
import org.streamlistening.internal.http.ClientSettings;
import org.streamlistening.internal.http.ForeignResponseException;
import org.streamlistening.internal.http.MessageBudget;
import org.streamlistening.internal.http.MessageBudget.BudgetExceededException;
import org.streamlistening.internal.http.RequestSender;
import org.streamlistening.internal.http.ResponseTimeoutException;
import org.streamlistening.internal.http.UndecodableException;
import org.streamlistening.internal.http.WaitLimits;
import org.streamlistening.internal.read.ResponsePartReader.Mark;
import org.streamlistening.internal.read.ResponsePartReader.Part;
import org.streamlistening.internal.threads.Awaitable;

/**
 * The read loop, one {@link #next()} at a time: plain GETs until the server says that there is no more, then long-polls
 * or event streams.
 *
 * <p>The position moves in exactly one line, and only by what is returned to the caller; where an answer begins it may get
 * a better name. It never moves back: an answer that does is asked for again after a pause that grows, and then an error
 * (Protocol, section 8: offsets can be compared). After a failure the next
 * question is a plain GET again: it is answered as soon as the server is back, where a long-poll would wait.
 */
public final class HttpStreamReader implements StreamReader, Awaitable {

    private static final System.Logger LOG = System.getLogger(HttpStreamReader.class.getName());

    private enum Phase {
        CATCHING_UP,
        LIVE,
        ENDED
    }

    private final ReadRequests questions;
    private final ReadRequester requester;
    private final ReaderConnection connection;
    private final boolean goesLive;
    private final MessageBudget.Share memory;

    // All below belongs to the thread that calls next().
    private final LiveModeSelector way;
    private final ForeignResponsePolicy foreign;
    private final LostOffsetDetector doubts;
    private final IdlePause idlePause = new IdlePause();
    private Phase phase = Phase.CATCHING_UP;
    private StreamPosition position;
    private @Nullable ResponsePartReader responsePartReader;
    private boolean progress;
    private long askedAt;
    private boolean dataSinceMark;
    private int emptyMarks;
    private long markAt;
    private Duration pause = Duration.ZERO;

    public HttpStreamReader(
            StreamId id,
            ReadOptions options,
            ClientSettings settings,
            RequestSender sender,
            ReaderConnection connection) {
        LiveMode live = options.live();
        this.way = new LiveModeSelector(live == null ? LiveMode.LONG_POLL : live);
        this.goesLive = live != null;
        this.questions = new ReadRequests(id);
        this.memory = settings.budget().share();
        this.foreign = new ForeignResponsePolicy(id, settings.maintenanceTimeout(), System::nanoTime);
        this.doubts = new LostOffsetDetector(questions);
        this.requester = new ReadRequester(sender, connection, questions, settings, options, way, memory);
        this.connection = connection;
        this.position = options.from();
    }

    @Override
    public StreamBatch next() {
        connection.requireOpen();
        if (phase == Phase.ENDED) {
            throw new IllegalStateException("the reader came to its end, there is nothing more to read");
        }
        try {
            StreamBatch batch = null;
            while (batch == null) {
                connection.pause(pause);
                if (!pause.isZero()) {
                    // The server is not slow because this reader pauses.
                    markAt = System.nanoTime();
                    pause = Duration.ZERO;
                }
                batch = step();
            }
            // Closing breaks the answer off: what came of it by then is not handed out any more.
            connection.requireOpen();
            position = batch.next();
            return batch;
        } catch (StreamException e) {
            startOver();
            // Closing the reader breaks its connection: that is no failure of the stream.
            connection.requireOpen();
            if (e.retryable()) {
                WaitLimits.requireNotInterrupted(e);
            }
            throw e;
        } catch (Throwable e) {
            // Of an answer that is half read, messages may be missing; and it must not fill a memory that is full
            // already.
            startOver();
            throw e;
        }
    }

    /** Only a live read waits, and only by some transports without a thread: for all else, {@link #next} has to be called. */
    @Override
    public boolean await(Runnable then) {
        if (phase == Phase.ENDED || !pause.isZero()) {
            return false;
        }
        ResponsePartReader open = responsePartReader;
        if (open != null) {
            return open.await(then);
        }
        if (phase != Phase.LIVE) {
            return false;
        }
        try {
            if (!requester.hasBegun()) {
                begin();
            }
            return requester.begin(position, then);
        } catch (RuntimeException e) {
            // The next call fails in the same way, and its caller is told.
            LOG.log(System.Logger.Level.TRACE, "a read could not begin", e);
            return false;
        }
    }

    private void begin() {
        askedAt = System.nanoTime();
        progress = false;
    }

    /** One part of one answer; null if there is nothing to tell of it. */
    private @Nullable StreamBatch step() {
        boolean live = phase == Phase.LIVE;
        boolean sse = live && way.isSse();
        try {
            StreamBatch batch = part();
            foreign.over();
            return batch;
        } catch (BudgetExceededException e) {
            throw questions.noRoom(e);
        } catch (ForeignResponseException e) {
            throw foreign.failure(e);
        } catch (UndecodableException e) {
            if (sse && way.refused()) {
                // Perhaps only the event stream is wrong: what a plain request brings decides.
                startOver();
                return null;
            }
            throw questions.undecodable(e);
        } catch (OffsetWentBackException e) {
            doubts.turnedBack(e);
            startOver();
            pause = idlePause.after(false, Duration.ZERO);
            return null;
        } catch (IOException e) {
            if (!sse) {
                throw questions.interrupted(e);
            }
            if (e instanceof InexactEventException) {
                // Only with AUTO: long-polls bring the bytes of the next such characters at once.
                way.refused();
            }
            // Event streams are cut all the time, by servers, proxies and time-outs. A plain GET tells whether the
            // server is there.
            answerEnded(true);
            startOver();
            return null;
        } catch (StreamException e) {
            if (sse && LiveModeSelector.mayRefuseSse(e.status()) && way.refused()) {
                return null;
            }
            if (live && e.getCause() instanceof ResponseTimeoutException) {
                // The server lets a poll wait for longer than we do, or is not there any more.
                startOver();
                return new StreamBatch(position, List.of(), position, true, false);
            }
            if (doubts.mayBeAbout(position.offset(), e)) {
                doubts.refused(e, live);
                startOver();
                return null;
            }
            throw e;
        }
    }

    private ResponsePartReader opened() throws IOException {
        ResponsePartReader opened = phase == Phase.LIVE ? requester.live(position) : requester.catchUp(position);
        responsePartReader = opened;
        doubts.accepted();
        position = opened.from();
        return opened;
    }

    private @Nullable StreamBatch part() throws IOException {
        ResponsePartReader open = responsePartReader;
        if (open == null) {
            if (!requester.hasBegun()) {
                begin();
            }
            open = opened();
        }
        Part part = open.next();
        Mark mark = part.mark();
        StreamBatch batch = mark == null ? inside(part.messages()) : atMark(part.messages(), mark, open.toPassOver());
        // A new position alone is none: a server that names one after the other, and nothing else, is paused for too.
        progress |= !batch.messages().isEmpty();
        if (progress || !batch.next().equals(batch.from())) {
            doubts.progressed();
        }
        boolean stays = mark == null || !changesPhase(batch, mark);
        if (part.last()) {
            answerEnded(stays);
        } else if (mark != null) {
            reachedMark(!batch.messages().isEmpty());
        }
        return mark == null && batch.messages().isEmpty() ? null : batch;
    }

    /** Positions that follow each other inside of one answer, with nothing between them. The first one is normal. */
    private void reachedMark(boolean data) {
        long now = System.nanoTime();
        emptyMarks = data || dataSinceMark ? 0 : emptyMarks + 1;
        dataSinceMark = false;
        if (emptyMarks > 1) {
            pause = idlePause.after(false, Duration.ofNanos(now - markAt));
        }
        markAt = now;
    }

    private boolean changesPhase(StreamBatch batch, Mark mark) {
        Phase before = phase;
        questions.answered(mark);
        if (batch.closed() || (batch.upToDate() && !goesLive)) {
            phase = Phase.ENDED;
        } else if (batch.upToDate()) {
            phase = Phase.LIVE;
        }
        return phase != before;
    }

    private StreamBatch inside(List<StreamMessage> messages) {
        dataSinceMark |= !messages.isEmpty();
        long skip = position.skip();
        for (StreamMessage message : messages) {
            skip += message.isJson() ? 1 : message.length();
        }
        return new StreamBatch(position, messages, new StreamPosition(position.offset(), skip), false, false);
    }

    private StreamBatch atMark(List<StreamMessage> messages, Mark mark, long toPassOver) throws IOException {
        OffsetWentBackException.check(position.offset(), mark.next());
        boolean stands = mark.next().equals(position.offset());
        if (stands && (!messages.isEmpty() || toPassOver < position.skip())) {
            throw new UndecodableException("the server sent data and named the same position again");
        }
        // Who asks at the end of a stream and gets nothing is up to date, whether the server says so or not.
        boolean upToDate = mark.upToDate() || stands;
        return new StreamBatch(
                position, messages, new StreamPosition(mark.next(), toPassOver), upToDate, mark.closed());
    }

    /** @param again whether the next question will be the same one */
    private void answerEnded(boolean again) {
        Duration took = Duration.ofNanos(System.nanoTime() - askedAt);
        if (progress || again) {
            pause = idlePause.after(progress, took);
        }
        if (phase == Phase.LIVE && way.isSse() && again) {
            way.ended(took);
        }
        if (phase == Phase.ENDED) {
            connection.disconnect();
        }
        forgetAnswer();
    }

    private void startOver() {
        // In this order: to close an answer politely may mean to read it to its end, which may be far away or never.
        connection.disconnect();
        requester.startOver();
        forgetAnswer();
        phase = Phase.CATCHING_UP;
    }

    private void forgetAnswer() {
        if (responsePartReader != null) {
            responsePartReader.close();
            responsePartReader = null;
        }
        memory.releaseAll();
    }

    @Override
    public void close() {
        connection.close();
        memory.close();
    }
}
