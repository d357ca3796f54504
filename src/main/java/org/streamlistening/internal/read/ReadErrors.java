package org.streamlistening.internal.read;

import java.io.IOException;
import java.time.Duration;
import org.streamlistening.client.StreamDecodeException;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamGoneException;
import org.streamlistening.client.StreamId;
import org.streamlistening.internal.http.body.MessageBudget.BudgetExceededException;
import org.streamlistening.internal.http.body.UndecodableException;
import org.streamlistening.internal.protocol.TimeText;
import org.streamlistening.internal.read.response.OffsetWentBackException;

/** The exceptions and warnings of a reader. */
record ReadErrors(StreamId id) {

    private static final System.Logger LOG = System.getLogger(ReadErrors.class.getName());

    private static final int OK = 200;

    /** Logs that a response arrives slowly. */
    void warnOfSlowResponse(Duration soFar) {
        LOG.log(
                System.Logger.Level.WARNING,
                "the response to a read of stream ''{0}'' arrives slowly: no whole message in {1}. The reader goes on"
                        + " waiting",
                id,
                TimeText.rounded(soFar));
    }

    /** The other readers of the client hold too much of the budget at the moment. */
    StreamException budgetExceeded(BudgetExceededException e) {
        String message = "cannot read stream '" + id + "' further: " + e.getMessage()
                + ". It is possible again when others are complete; maxUnfinishedBytes is the limit";
        return new StreamException(message, id.value(), OK, true, null, e);
    }

    StreamException undecodable(UndecodableException e) {
        return new StreamDecodeException(message(String.valueOf(e.getMessage())), id.value(), OK, e);
    }

    /** The server rejected a plain read at an offset that a server has assigned. */
    StreamException unknownOffset(StreamException e) {
        String why = "the server answered " + e.status()
                + ": this stream has no such offset. Either the stream was deleted and"
                + " created again, or the offset comes from another stream: start at its beginning";
        return new StreamGoneException(message(why), id.value(), e.status(), null, true, e);
    }

    StreamException wentBack(OffsetWentBackException e) {
        String why = e.getMessage()
                + ", again and again. The stream was probably deleted and created again: start at its beginning";
        return new StreamGoneException(message(why), id.value(), OK, null, true, e);
    }

    StreamException cutOff(IOException e) {
        String message = "cannot read stream '" + id + "' further: the response was cut off ("
                + e.getClass().getSimpleName() + ")";
        return new StreamException(message, id.value(), 0, true, null, e);
    }

    private String message(String why) {
        return "cannot read stream '" + id + "': " + why;
    }
}
