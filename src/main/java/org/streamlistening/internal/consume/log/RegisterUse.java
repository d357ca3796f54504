package org.streamlistening.internal.consume.log;

import org.jspecify.annotations.Nullable;
import org.streamlistening.client.StreamConflictException;
import org.streamlistening.client.StreamException;

/**
 * What registers are used for, and the exceptions that say so: an operator reads them who knows no registers.
 *
 * @param content as the object of a sentence
 * @param remedy what to do if another program needs the streams
 */
public record RegisterUse(String content, String remedy) {

    public static final RegisterUse CONSUMERS =
            new RegisterUse("the checkpoints of a consumer", "give the consumer another name");

    StreamException headless(String stream, @Nullable StreamException cause) {
        return new StreamException(
                "stream '" + stream + "' is for " + content
                        + ", and its beginning is missing. Either the server has removed"
                        + " it: such streams need a server that keeps everything, without retention. Or another program"
                        + " has created the stream: delete it, or " + remedy,
                stream,
                cause == null ? 200 : cause.status(),
                false,
                null,
                cause);
    }

    StreamException noJson(String stream, String contentType) {
        return unusable(
                "stream '" + stream + "' is for " + content + ", and has the content type " + contentType
                        + " instead of JSON. Another program has created it: delete it, or " + remedy,
                stream);
    }

    /** Without the text of the record, which can be anything. */
    StreamException foreign(String directory) {
        return unusable(
                "the streams in '" + directory + "' are for " + content
                        + ", and name a stream elsewhere. Another program has"
                        + " written there: delete these streams, or " + remedy,
                directory);
    }

    private static StreamException unusable(String message, String stream) {
        return new StreamException(message, stream, 200, false, null, null);
    }

    StreamConflictException closed(String stream) {
        return new StreamConflictException(
                "stream '" + stream + "' is for " + content
                        + ", and is closed, so nothing can be written. Another program has"
                        + " closed it: delete it, or " + remedy,
                stream);
    }

    StreamException unknown(String directory) {
        return new StreamException(
                "it is unknown whether a write to '" + directory + "', for " + content
                        + ", was stored: its segment is deleted",
                directory,
                0,
                true,
                null,
                null);
    }
}
