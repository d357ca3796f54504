package org.streamlistening.internal.read;

import java.io.IOException;
import java.time.Duration;
import org.streamlistening.Offset;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamId;
import org.streamlistening.internal.http.ForeignResponseException;
import org.streamlistening.internal.http.ResponseTimeoutException;
import org.streamlistening.internal.http.body.MessageBudget.BudgetExceededException;
import org.streamlistening.internal.http.body.UndecodableException;
import org.streamlistening.internal.read.response.InexactEventException;
import org.streamlistening.internal.read.response.OffsetWentBackException;

/**
 * Decides after a failed read whether the reader goes on, or which exception its caller gets. For the thread that
 * reads.
 */
final class ReadFailures {

    /** How the reader goes on. */
    enum Reaction {
        /** Sends a live request of the other mode. */
        CHANGE_MODE,
        /** Catches up with a plain read. */
        CATCH_UP,
        /** Catches up after a pause: the response went back to an earlier offset. */
        PAUSE,
        /** Catches up: the event stream was cut. */
        RECONNECT,
        /** Reports that nothing is new, then catches up. */
        REPORT_UP_TO_DATE
    }

    private final ReadErrors errors;
    private final LiveModeSelector liveMode;
    private final ForeignResponsePolicy foreign;
    private final LostOffsetDetector lostOffset;

    ReadFailures(StreamId id, ReadErrors errors, LiveModeSelector liveMode, Duration maintenanceTimeout) {
        this.errors = errors;
        this.liveMode = liveMode;
        this.foreign = new ForeignResponsePolicy(id, maintenanceTimeout, System::nanoTime);
        this.lostOffset = new LostOffsetDetector(errors);
    }

    /**
     * After a response that is not usable.
     *
     * @param sse whether it was an event stream
     * @throws StreamException if the reader cannot go on
     */
    Reaction after(IOException failure, boolean sse) {
        if (failure instanceof BudgetExceededException e) {
            throw errors.budgetExceeded(e);
        }
        if (failure instanceof ForeignResponseException e) {
            throw foreign.failure(e);
        }
        if (failure instanceof UndecodableException e) {
            if (sse && liveMode.reject()) {
                // Perhaps only the event stream is wrong: the response to a plain request decides.
                return Reaction.CATCH_UP;
            }
            throw errors.undecodable(e);
        }
        if (failure instanceof OffsetWentBackException e) {
            lostOffset.wentBack(e);
            return Reaction.PAUSE;
        }
        if (!sse) {
            throw errors.cutOff(failure);
        }
        if (failure instanceof InexactEventException) {
            // Only with AUTO: long-polls bring the bytes of the next such characters at once.
            liveMode.reject();
        }
        // Servers, proxies and time-outs cut event streams all the time. A plain read shows whether the server is
        // there.
        return Reaction.RECONNECT;
    }

    /**
     * After an error response, or no response.
     *
     * @throws StreamException if the reader cannot go on
     */
    Reaction after(StreamException failure, boolean live, boolean sse, Offset offset) {
        if (sse && LiveModeSelector.mayRejectSse(failure.status()) && liveMode.reject()) {
            return Reaction.CHANGE_MODE;
        }
        if (live && failure.getCause() instanceof ResponseTimeoutException) {
            // The server lets a poll wait for longer than the client does, or is gone.
            return Reaction.REPORT_UP_TO_DATE;
        }
        if (lostOffset.mayBeAbout(offset, failure)) {
            lostOffset.rejected(failure, live);
            return Reaction.CATCH_UP;
        }
        throw failure;
    }

    /** The server accepted the offset of a request. */
    void requestAccepted() {
        lostOffset.accepted();
    }

    /** A part of a response was read. */
    void partRead() {
        foreign.over();
    }

    /** The position moved on, or messages arrived. */
    void progressed() {
        lostOffset.progressed();
    }
}
