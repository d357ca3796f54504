package org.streamlistening.internal.read;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.streamlistening.LiveMode;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamId;
import org.streamlistening.internal.http.ClientSettings;
import org.streamlistening.internal.http.RequestSender;
import org.streamlistening.internal.http.body.MessageBudget;
import org.streamlistening.internal.read.response.ReadResponses;
import org.streamlistening.internal.read.response.ResponsePartReader;
import org.streamlistening.internal.read.response.ResponsePartReader.Mark;
import org.streamlistening.internal.read.response.ResponsePartReader.Part;

/**
 * The steps of a reader, for its thread: plain reads until the response is up to date, then long-polls or event
 * streams. After a failure the next request is a plain read, since a restarted server responds to it at once.
 */
final class ReadLoop {

    private static final System.Logger LOG = System.getLogger(ReadLoop.class.getName());

    private final ReadRequestBuilder requests;
    private final ReadRequester requester;
    private final ReaderConnection connection;
    private final boolean goesLive;
    private final MessageBudget.Share memory;
    private final LiveModeSelector liveMode;
    private final ReadFailures failures;
    private final ReadPace pace = new ReadPace();
    private final ReaderPosition position;
    private ReadPhase phase = ReadPhase.CATCHING_UP;
    private @Nullable ResponsePartReader response;

    ReadLoop(
            StreamId id,
            ReadOptions options,
            ClientSettings settings,
            RequestSender sender,
            ReaderConnection connection,
            MessageBudget.Share memory) {
        LiveMode live = options.live();
        ReadErrors errors = new ReadErrors(id);
        this.liveMode = new LiveModeSelector(live == null ? LiveMode.LONG_POLL : live);
        this.goesLive = live != null;
        this.requests = new ReadRequestBuilder(id);
        this.memory = memory;
        this.failures = new ReadFailures(id, errors, liveMode, settings.maintenanceTimeout());
        ReadResponses responses = new ReadResponses(settings, memory, errors::warnOfSlowResponse);
        this.requester = new ReadRequester(sender, connection, requests, responses, settings, options, liveMode);
        this.connection = connection;
        this.position = new ReaderPosition(options.from());
    }

    boolean isEnded() {
        return phase == ReadPhase.ENDED;
    }

    /** How long to pause before the next step. */
    Duration pause() {
        return pace.pause();
    }

    /** The caller gets this batch. */
    void moveBehind(StreamBatch batch) {
        position.moveBehind(batch);
    }

    /** Waits without a thread for a live read, if the transport can; false: the next step has work to do. */
    boolean whenReady(Runnable then) {
        if (phase == ReadPhase.ENDED || !pace.pause().isZero()) {
            return false;
        }
        ResponsePartReader open = response;
        if (open != null) {
            return open.whenReady(then);
        }
        if (phase != ReadPhase.LIVE) {
            return false;
        }
        try {
            if (!requester.hasPending()) {
                pace.requestSent();
            }
            return requester.sendAsync(position.current(), then);
        } catch (RuntimeException e) {
            // The next step fails in the same way, and its caller gets the failure.
            LOG.log(System.Logger.Level.TRACE, "a read could not begin", e);
            return false;
        }
    }

    /**
     * Reads one part of a response.
     *
     * @return null if the part contains nothing for the caller
     * @throws StreamException if the reader cannot go on without its caller
     */
    @Nullable
    StreamBatch step() {
        pace.paused();
        boolean live = phase == ReadPhase.LIVE;
        boolean sse = live && liveMode.isSse();
        try {
            StreamBatch batch = read();
            failures.partRead();
            return batch;
        } catch (IOException e) {
            return react(failures.after(e, sse));
        } catch (StreamException e) {
            return react(failures.after(e, live, sse, position.current().offset()));
        }
    }

    private @Nullable StreamBatch react(ReadFailures.Reaction reaction) {
        switch (reaction) {
            case CHANGE_MODE -> {
                return null;
            }
            case PAUSE -> pace.wentBack();
            case RECONNECT -> responseEnded(true);
            case CATCH_UP, REPORT_UP_TO_DATE -> {}
        }
        startOver();
        return reaction == ReadFailures.Reaction.REPORT_UP_TO_DATE ? position.upToDate() : null;
    }

    private @Nullable StreamBatch read() throws IOException {
        ResponsePartReader open = response;
        if (open == null) {
            open = open();
        }
        Part part = open.next();
        Mark mark = part.mark();
        StreamBatch batch = position.batch(part, open.toSkip());
        boolean hasMessages = !batch.messages().isEmpty();
        pace.batchRead(hasMessages, mark != null);
        if (hasMessages || !batch.next().equals(batch.from())) {
            failures.progressed();
        }
        ReadPhase before = phase;
        if (mark != null) {
            requests.markReached(mark);
            phase = phase.after(batch, goesLive);
        }
        if (part.last()) {
            responseEnded(phase == before);
        } else if (mark != null) {
            pace.markReached(hasMessages);
        }
        return mark == null && !hasMessages ? null : batch;
    }

    private ResponsePartReader open() throws IOException {
        if (!requester.hasPending()) {
            pace.requestSent();
        }
        StreamPosition from = position.current();
        ResponsePartReader opened = phase == ReadPhase.LIVE ? requester.live(from) : requester.catchUp(from);
        response = opened;
        failures.requestAccepted();
        position.rename(opened.from());
        return opened;
    }

    /** @param again whether the next request is the same one */
    private void responseEnded(boolean again) {
        Duration took = pace.responseEnded(again);
        if (phase == ReadPhase.LIVE && liveMode.isSse() && again) {
            liveMode.ended(took);
        }
        if (phase == ReadPhase.ENDED) {
            connection.disconnect();
        }
        closeResponse();
    }

    /** Drops the response and catches up with a plain read. */
    void startOver() {
        // In this order: closing a response can mean to read it to its end, which may be far away.
        connection.disconnect();
        requester.forgetPending();
        closeResponse();
        phase = ReadPhase.CATCHING_UP;
    }

    private void closeResponse() {
        if (response != null) {
            response.close();
            response = null;
        }
        memory.releaseAll();
    }
}
